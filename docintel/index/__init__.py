"""Stage 3: passages go into Qdrant, and are found again."""
