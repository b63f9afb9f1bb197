"""What people are told: in the platform and by e-mail."""
