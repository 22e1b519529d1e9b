"""Public codes on paper: QR pictures and posters."""
