"""Medical terms and the plain words for them, to begin with. Editors change them in /admin/."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS

DEFAULTS = (
    "heart attack, myocardial infarction",
    "high blood pressure, hypertension",
    "low blood pressure, hypotension",
    "paracetamol, acetaminophen, tylenol",
    "ibuprofen, advil, nurofen",
    "adrenaline, epinephrine",
    "salbutamol, albuterol",
    "stroke, cerebrovascular accident, brain attack",
    "mini stroke, transient ischaemic attack, transient ischemic attack, TIA",
    "high cholesterol, hypercholesterolaemia, hypercholesterolemia, hyperlipidaemia",
    "irregular heartbeat, arrhythmia",
    "atrial fibrillation, AFib",
    "heart failure, cardiac failure",
    "blood clot, thrombosis",
    "deep vein thrombosis, DVT",
    "blood thinner, anticoagulant",
    "water tablet, diuretic",
    "high blood sugar, hyperglycaemia, hyperglycemia",
    "low blood sugar, hypoglycaemia, hypoglycemia",
    "anaemia, anemia",
    "haemorrhage, hemorrhage, bleeding",
    "oedema, edema, swelling",
    "oesophagus, esophagus, gullet",
    "heartburn, acid reflux, gastro-oesophageal reflux disease, GERD, GORD",
    "diarrhoea, diarrhea",
    "upset stomach, dyspepsia, indigestion",
    "piles, haemorrhoids, hemorrhoids",
    "kidney failure, renal failure",
    "kidney stones, renal calculi",
    "bladder infection, urinary tract infection, UTI, cystitis",
    "flu, influenza",
    "common cold, upper respiratory tract infection",
    "whooping cough, pertussis",
    "chickenpox, varicella",
    "shingles, herpes zoster",
    "German measles, rubella",
    "glandular fever, infectious mononucleosis, mono",
    "jab, vaccine, vaccination, immunisation, immunization",
    "chronic obstructive pulmonary disease, COPD, emphysema",
    "shortness of breath, dyspnoea, dyspnea, breathlessness",
    "sleeping tablet, sleeping pill, hypnotic, z-drug",
    "sleeplessness, insomnia",
    "cognitive behavioural therapy, cognitive behavioral therapy, CBT",
    "painkiller, analgesic",
    "opioid, opiate, narcotic",
    "migraine, sick headache",
    "slipped disc, herniated disc, prolapsed disc",
    "sciatica, lumbar radiculopathy",
    "brittle bones, osteoporosis",
    "wear and tear arthritis, osteoarthritis",
    "tumour, tumor",
    "cancer, malignancy, carcinoma",
    "human papillomavirus, HPV",
    "measles mumps rubella vaccine, MMR",
    "vitamin C, ascorbic acid",
    "salt, sodium chloride",
    "mitragyna speciosa, kratom",
)

SPANISH = (
    "infarto, infarto de miocardio, ataque al corazón",
    "presión alta, tensión alta, hipertensión",
    "presión baja, tensión baja, hipotensión",
    "paracetamol, acetaminofén, tylenol",
    "ictus, accidente cerebrovascular, derrame cerebral, ACV",
    "colesterol alto, hipercolesterolemia",
    "coágulo, trombosis",
    "anticoagulante, diluyente de la sangre",
    "azúcar alta, hiperglucemia",
    "azúcar baja, hipoglucemia",
    "ardor de estómago, acidez, reflujo gastroesofágico",
    "gripe, influenza",
    "resfriado, catarro, resfrío",
    "culebrilla, herpes zóster, zóster",
    "falta de aire, disnea, ahogo",
    "pastilla para dormir, somnífero, hipnótico",
    "falta de sueño, insomnio",
    "terapia cognitivo conductual, TCC",
    "calmante, analgésico",
    "dolor de espalda, lumbago, lumbalgia",
    "dolor de cabeza, cefalea, jaqueca, migraña",
    "infección de orina, infección urinaria, cistitis",
    "vacuna, vacunación, inmunización",
    "hinchazón, edema",
    "cáncer, tumor maligno, carcinoma",
    "Mitragyna speciosa, kratom",
)


def install_synonyms(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Give a language that has none the list to begin with."""
    from cms.search.models import Synonym

    kept = Synonym.objects.using(using)
    for language, listed in (("en", DEFAULTS), ("es", SPANISH)):
        if not kept.filter(language=language).exists():
            kept.bulk_create(Synonym(language=language, terms=terms) for terms in listed)
