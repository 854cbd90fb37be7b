"""docintel: which calls and policy recommendations apply to a company, with the sentence and the page."""

__version__ = "0.1.0"
