"""Every speed figure that the README quotes, one command each. Not part of the installed package."""
