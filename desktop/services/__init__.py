"""What is done: plain functions, no Qt, no commit, no sentences for people."""
