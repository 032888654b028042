"""Charts for some demonstration articles, drawn from the numbers that their texts give."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from articles.images import library
from cms.models import User

INK, SOFT, BAR = "#16242b", "#5a6a72", "#0f6b6b"
WIDTH, LEFT, ROW = 1280, 470, 120


@dataclass(frozen=True)
class Chart:
    """Bars with their numbers, in front of one heading of a text. `unit` follows each number."""

    heading: str
    title: str
    unit: str
    bars: tuple[tuple[str, float], ...]
    alt: str
    caption: str

    def drawn(self) -> bytes:
        """A PNG file."""
        picture = Image.new("RGB", (WIDTH, 170 + ROW * len(self.bars)), "white")
        draw = ImageDraw.Draw(picture)
        large, normal = ImageFont.load_default(40), ImageFont.load_default(34)
        draw.text((40, 50), self.title, INK, large, anchor="lm")
        longest = max(value for _label, value in self.bars)
        for number, (label, value) in enumerate(self.bars):
            middle = 180 + ROW * number
            end = LEFT + round((WIDTH - LEFT - 260) * value / longest)
            draw.text((LEFT - 25, middle), label, SOFT, normal, anchor="rm")
            draw.rectangle((LEFT, middle - 34, end, middle + 34), BAR)
            draw.text((end + 20, middle), f"{value:g} {self.unit}", INK, normal, anchor="lm")
        draw.line((LEFT, 120, LEFT, picture.height - 30), SOFT, 3)
        written = BytesIO()
        picture.save(written, "PNG")
        return written.getvalue()


CHARTS = {
    "salt-dash-and-blood-pressure": Chart(
        heading="Does eating less salt prevent strokes?",
        title="Fall in systolic pressure with the DASH diet",
        unit="points",
        bars=(("High blood pressure", 11.4), ("All who took part", 5.5)),
        alt="Systolic pressure fell by 11.4 points among people with high blood pressure, and by 5.5 "
        "points among all who took part.",
        caption='The first DASH trial: 459 adults, eight weeks.<cite data-ref="appel1997"></cite>',
    ),
    "cbt-for-insomnia": Chart(
        heading="Harms and limits",
        title="Average gain after CBT-I, in minutes",
        unit="minutes",
        bars=(("Less time awake at night", 26), ("Falling asleep sooner", 19), ("More sleep", 8)),
        alt="26 minutes less awake in the night, 19 minutes less to fall asleep, 8 minutes more sleep.",
        caption="The gain is in how solid sleep is, not in how long it lasts. The 8 minutes may be "
        'chance.<cite data-ref="trauer2015"></cite>',
    ),
    "blood-pressure-how-low": Chart(
        heading="How to get a reading you can trust",
        title="Heart attack, stroke or a similar event, each year",
        unit="%",
        bars=(("Target below 140", 2.19), ("Target below 120", 1.65)),
        alt="2.19% of people each year with a target below 140, and 1.65% with a target below 120.",
        caption='SPRINT: 9,361 people at raised risk, without diabetes.<cite data-ref="sprint2015">'
        "</cite>",
    ),
}


def illustrated(slug: str, body: str, by: User) -> str:
    """The body with its chart in front of the heading that the chart names, where there are both."""
    chart = CHARTS.get(slug)
    heading = f"<h2>{chart.heading}</h2>" if chart else ""
    if chart is None or heading not in body:
        return body
    image = library.store(
        chart.drawn(),
        by,
        title=chart.title,
        alt=chart.alt,
        credit="Attest demonstration",
        licence="own",
    ).image
    figure = (
        f'<figure><img data-image="{image.key}" alt="{chart.alt}">'
        f"<figcaption>{chart.caption}</figcaption></figure>"
    )
    return body.replace(heading, figure + heading, 1)
