"""Well-known checkpoints from the Hugging Face Hub, with the same artifacts as the systems that we trained."""
