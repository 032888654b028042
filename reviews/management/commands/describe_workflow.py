"""`describe_workflow`: the table of transitions as Markdown, for docs/architecture.md."""

from typing import Any

from django.core.management.base import BaseCommand

from reviews.workflow.transition import Guard, Transition
from reviews.workflow.transitions import TABLE

HEADINGS = ("Transition", "From", "To", "Right", "Must hold", "Entered with it")


def described() -> str:
    """The workflow as a Markdown table."""
    rows = [
        HEADINGS,
        ("---",) * len(HEADINGS),
        *(_row(transition) for transition in TABLE.values()),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(transition: Transition) -> tuple[str, ...]:
    own = (transition.belongs_to,) if transition.belongs_to else ()
    return (
        f"`{transition.name}` {transition.label}",
        ", ".join(str(state.label) for state in transition.sources),
        _target(transition),
        f"`{transition.permission}`" + (" or the clock" if transition.by_clock else ""),
        _names((*own, *transition.guards)),
        _names(transition.checks),
    )


def _target(transition: Transition) -> str:
    if transition.target is None:
        return "stays, or as the reports say" if transition.leads_to else "stays"
    target = str(transition.target.label)
    return f"{target}, once complete" if transition.leads_to else target


def _names(guards: tuple[Guard, ...]) -> str:
    return ", ".join(guard.__name__.replace("_", " ") for guard in guards)


class Command(BaseCommand):
    help = "Print the workflow as a Markdown table."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(described())
