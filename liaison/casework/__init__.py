"""An opinion's life: what it is, who may do what to it, and what follows."""
