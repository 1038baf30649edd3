"""One module per kind of backend: its backends, and this cluster's access to them."""
