"""Stage 4: what the documents mean for one company."""
