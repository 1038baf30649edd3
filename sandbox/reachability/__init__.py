"""What a host resolves to from a network, and the two rules that no step of an `up` may break."""
