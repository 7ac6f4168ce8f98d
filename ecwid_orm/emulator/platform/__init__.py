"""What an app has of a shop beside its goods: its grant, its storage, its charges."""
