"""The search language: what people type in one box, in Korean or English, and what it means."""
