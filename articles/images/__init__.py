"""The library of images, and an image as a text shows it."""
