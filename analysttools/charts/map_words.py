"""The words of the map, in English and French."""

WORDS = {
    "en": {
        "title": "What is claimed of {count} places of the front, {first} to {last}",
        "one": "What is claimed of {place}, {first} to {last}",
        "detailed": "Each mark is one claim, with its day, who made it, and what is said to have happened.",
        "compact": (
            "Each mark is one claim that something happened at the place ({actions}), in the order of the "
            "days said. The letter before a row tells who says so."
        ),
        "letter": "{letter}  said on the side of {side}",
        "others": "–  said by others: analysts, media, other states",
        "russia": "Russia",
        "ukraine": "Ukraine",
        "dprk": "North Korea",
        "withdrew": "w  withdrawal of the forces named",
        "listed": "Numbers on the map: places whose claims stand below it; close together, they share one.",
        "place": "place with claims",
        "town": "town",
        "held": "mapped as held by Russia in both files, {first} and {last}",
        "gained": "gained by Russia, file of {first} to file of {last}",
        "lost": "lost by Russia, file of {first} to file of {last}",
        "outline": "sector measured, {first} to {last}: what Russia gained less what it lost",
        "border": "state border",
        "oblast": "oblast border",
        "sector": "{sector}: {net} km² net",
        "measured": "Ground as DeepStateMap maps it. The file of a day shows the map of the day before.",
        "no_area": "Ground is mapped in Ukraine only: that none is drawn across the border says nothing.",
        "osm_border": "© OpenStreetMap contributors (state border)",
        "natural_earth": "Natural Earth",
        "rivers_minor": "WDB II",
        "towns": "GeoNames (towns)",
        "deepstate": "DeepStateMap, via cyterat/deepstate-map-data",
    },
    "fr": {
        "title": "Ce qui est affirmé de {count} lieux du front, {first} à {last}",
        "one": "Ce qui est affirmé de {place}, {first} à {last}",
        "detailed": (
            "Chaque signe est une affirmation, avec son jour, son auteur et ce qui se serait passé."
        ),
        "compact": (
            "Chaque signe est une affirmation que quelque chose s’est passé en ce lieu ({actions}), dans "
            "l’ordre des jours indiqués. La lettre devant une ligne dit qui l’affirme."
        ),
        "letter": "{letter}  dit du côté de\u00a0: {side}",
        "others": "–  dit par d’autres\u00a0: analystes, médias, autres États",
        "russia": "Russie",
        "ukraine": "Ukraine",
        "dprk": "Corée du Nord",
        "withdrew": "w  retrait des forces nommées",
        "listed": (
            "Numéros sur la carte\u00a0: lieux dont les affirmations sont dessous\u202f; très proches, ils "
            "en partagent un."
        ),
        "place": "lieu d’affirmations",
        "town": "ville",
        "held": "tenu par la Russie selon les deux fichiers, {first} et {last}",
        "gained": "gagné par la Russie, du fichier du {first} à celui du {last}",
        "lost": "perdu par la Russie, du fichier du {first} à celui du {last}",
        "outline": "secteur mesuré, {first} à {last}\u00a0: gains de la Russie moins ses pertes",
        "border": "frontière d’État",
        "oblast": "limite d’oblast",
        "sector": "{sector}\u00a0: {net}\u00a0km² net",
        "measured": (
            "Terrain selon la carte de DeepStateMap. Le fichier d’un jour montre la carte de la veille."
        ),
        "no_area": (
            "Le terrain n’est cartographié qu’en Ukraine\u00a0: son absence au-delà de la frontière ne "
            "dit rien."
        ),
        "osm_border": "© contributeurs d’OpenStreetMap (frontière d’État)",
        "natural_earth": "Natural Earth",
        "rivers_minor": "WDB II",
        "towns": "GeoNames (villes)",
        "deepstate": "DeepStateMap, via cyterat/deepstate-map-data",
    },
}
