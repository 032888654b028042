"""What is kept of public pages beyond the memory of a process. All of it can be made again."""

from django.db import models


class KeptText(models.Model):
    """What the sealed text of a digest looks like in a language, as one version of the renderer made it."""

    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    renderer = models.CharField(max_length=64)
    content = models.TextField()
    signature = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "language", "renderer"], name="a_text_is_kept_once_as_it_looks"
            )
        ]

    def __str__(self) -> str:
        return f"text {self.digest[:12]} in {self.language}"
