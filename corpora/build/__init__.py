"""The demo corpora are drawn by this script from the texts beside it."""
