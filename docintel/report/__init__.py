"""A report for people, for programs and for calendars."""
