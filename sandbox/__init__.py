"""The real Pulumi engine against simulated clouds that refuse what the real ones refuse and remember what was made."""
