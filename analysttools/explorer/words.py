"""The words of the explorer, in English and French.

Belongs here: labels and sentences of the explorer itself. Names come from the vocabularies of the case, words
on charts from the charts.
"""

from __future__ import annotations

WORDS = {
    "en": {
        # choices
        "measure": "Measure",
        "population": "Population",
        "place": "Place",
        "claimant": "Claimant",
        "side": "Side of the claimant",
        "kind": "Kind",
        "status": "Status",
        "all": "all",
        "search": "Find in {choice}",
        "clear": "All of {choice}",
        "choices": "Choose",
        "repeats": "With repeats of other claims",
        "repeats in": "in",
        "repeats out": "left out",
        "as of": "As known on",
        "as_of": "As known on",
        "period": "Time spoken of",
        "any day": "any day",
        "play": "Play",
        "pause": "Pause",
        "whole": "Whole time",
        "first": "Speaks of time from",
        "last": "to",
        "day form": "2024-12-16",
        "reset": "Reset all",
        "language": "Language",
        # kinds
        "cumulative": "total from a start to a day",
        "flow": "within a period",
        "stock": "at a moment",
        # charts and tabs
        "chart": "Chart",
        "fitting": "the fitting one: {chart}",
        "estimates": "estimates",
        "history": "history",
        "losses": "losses over time",
        "timeline": "timeline",
        "drift": "what repeating changed",
        "sources": "who told whom",
        "map": "front map",
        "table": "Table",
        "card": "Claim",
        "code": "Code",
        "save": "Save",
        # table
        "claims": "Claims",
        "events": "Events",
        "csv": "Export as CSV",
        "sort": "Sort by {column}",
        "more": "Show more rows",
        "shown": "{shown} of {all} rows",
        # code and figure
        "copy": "Copy the code",
        "copied": "Copied. Paste it into a new cell.",
        "save figure": "Save figure",
        "name": "Name of the files",
        "title": "Title: the finding, one sentence",
        "saved": "Saved: {files}",
        "nothing to save": "There is no chart to save.",
        "spoken title": "{count} claims as known on {day}.",
        "spoken title ever": "{count} claims.",
        "spoken events": "{count} events as known on {day}.",
        "spoken events ever": "{count} events.",
        # sentences
        "left": "{count} of {all} claims remain.",
        "left events": "{count} of {all} events remain.",
        "emptied": "Nothing is left: {choice} ({words}) took away the last {count}.",
        "emptied together": "Nothing is left, and no single choice alone is the reason.",
        "undo": "Undo: {choice}",
        "unlike": (
            "{count} different things are counted here. {first} and {second} differ in {differs}: "
            "not comparable. "
            "Each thing has a panel of its own."
        ),
        "alike": "All claims with a number count the same: they may be compared.",
        "lone": "One claim with a number: nothing to compare it with.",
        "no numbers": "No claim here has a number.",
        "no conflict": "No two claims here contradict each other.",
        "one conflict": "One pair cannot both hold: {first} and {second}, {gap} apart.",
        "conflicts": "{count} pairs cannot both hold; widest apart, by {gap}: {first} and {second}.",
        "with parts": "Parts are held against their wholes.",
        "many": "Too many claims to hold against each other here ({count}): choose fewer.",
        "agreed": "{support} of {origins} origins fit {interval} ({what}).",
        "disagreed": "No two of {origins} origins agree ({what}).",
        "more agreed": "Black rows show this for other things as well: {count}.",
        "no consensus": "Nothing here is said by two independent origins.",
        "closed": (
            "The kernel does not answer: it was closed, restarted or is gone. What you see no "
            "longer changes. "
            "Run the cell again, or reload the page."
        ),
        "cannot draw": "This chart cannot show this choice. {reason}",
        "failed": "The chart could not be drawn ({reason}). Choose another chart or other claims.",
        # notes
        "limited": "The chart shows the latest {count} of {all} claims; the table holds all.",
        "limited events": "The chart shows the latest {count} of {all} events.",
        "limited repeats": "The chart shows the latest {count} of {all} repeats.",
        "more things": "The chart shows the {count} things of most claims, of {all}.",
        "no kind": "Not drawn, for they count nothing: {count} claims.",
        "no number": "Not drawn, for nothing of their scope has a number: {count} claims.",
        "no loss": "Not drawn, for they are neither totals nor within a period: {count} claims.",
        "not of front": "Not drawn, for they are of no sector of the front: {count} events.",
        "no repeats": "No claim here repeats another.",
        "no front": "No event here is of the front.",
        "no place": "Not drawn, for their place has no coordinates: {count} events.",
        "marks": "Marks of the chart; arrow keys go from one to the next",
        "several": "One of several claims behind this mark: choose",
    },
    "fr": {
        "measure": "Mesure",
        "population": "Population",
        "place": "Lieu",
        "claimant": "Auteur",
        "side": "Camp de l’auteur",
        "kind": "Genre",
        "status": "Statut",
        "all": "tout",
        "search": "Chercher dans {choice}",
        "clear": "Tout ({choice})",
        "choices": "Choisir",
        "repeats": "Avec les reprises d’autres affirmations",
        "repeats in": "comprises",
        "repeats out": "écartées",
        "as of": "Ce qui était connu le",
        "as_of": "Ce qui était connu le",
        "period": "Temps dont il est parlé",
        "any day": "peu importe le jour",
        "play": "Lire",
        "pause": "Pause",
        "whole": "Tout le temps",
        "first": "Parle du temps dès le",
        "last": "jusqu’au",
        "day form": "2024-12-16",
        "reset": "Tout remettre à zéro",
        "language": "Langue",
        "cumulative": "total d’un début à un jour",
        "flow": "durant une période",
        "stock": "à un moment",
        "chart": "Graphique",
        "fitting": "celui qui convient\u00a0: {chart}",
        "estimates": "estimations",
        "history": "évolution",
        "losses": "pertes au fil du temps",
        "timeline": "chronologie",
        "drift": "ce que les reprises ont changé",
        "sources": "qui le tient de qui",
        "map": "carte du front",
        "table": "Tableau",
        "card": "Affirmation",
        "code": "Code",
        "save": "Enregistrer",
        "claims": "Affirmations",
        "events": "Événements",
        "csv": "Exporter en CSV",
        "sort": "Trier par {column}",
        "more": "Montrer plus de lignes",
        "shown": "{shown} lignes sur {all}",
        "copy": "Copier le code",
        "copied": "Copié. Collez-le dans une nouvelle cellule.",
        "save figure": "Enregistrer la figure",
        "name": "Nom des fichiers",
        "title": "Titre\u00a0: le constat, en une phrase",
        "saved": "Enregistré\u00a0: {files}",
        "nothing to save": "Il n’y a pas de graphique à enregistrer.",
        "spoken title": "{count} affirmations connues le {day}.",
        "spoken title ever": "{count} affirmations.",
        "spoken events": "{count} événements connus le {day}.",
        "spoken events ever": "{count} événements.",
        "left": "Il reste {count} affirmations sur {all}.",
        "left events": "Il reste {count} événements sur {all}.",
        "emptied": "Il ne reste rien\u00a0: {choice} ({words}) a écarté les derniers ({count}).",
        "emptied together": "Il ne reste rien, et aucun choix n’en est seul la cause.",
        "undo": "Annuler\u00a0: {choice}",
        "unlike": (
            "{count} choses différentes sont comptées ici. {first} et {second} diffèrent par "
            "{differs}\u00a0: non "
            "comparables. Chaque chose a son propre cadre."
        ),
        "alike": "Toutes les affirmations chiffrées comptent la même chose\u00a0: elles sont comparables.",
        "lone": "Une seule affirmation chiffrée\u00a0: rien à quoi la comparer.",
        "no numbers": "Aucune affirmation n’a ici de nombre.",
        "no conflict": "Aucune affirmation n’en contredit ici une autre.",
        "one conflict": (
            "Une paire ne peut pas être vraie ensemble\u00a0: {first} et {second}, à {gap} d’écart."
        ),
        "conflicts": (
            "{count} paires ne peuvent pas être vraies ensemble\u00a0; la plus éloignée, de "
            "{gap}\u00a0: {first} et "
            "{second}."
        ),
        "with parts": "Les parties sont confrontées à leur tout.",
        "many": "Trop d’affirmations à confronter ici ({count})\u00a0: choisissez-en moins.",
        "agreed": "{support} origines sur {origins} admettent {interval} ({what}).",
        "disagreed": "Aucun accord entre deux des {origins} origines ({what}).",
        "more agreed": "Les lignes noires le montrent aussi pour d’autres choses\u00a0: {count}.",
        "no consensus": "Rien n’est dit ici par deux origines indépendantes.",
        "closed": (
            "Le noyau ne répond pas\u00a0: il a été fermé, redémarré ou a disparu. Ce qui est "
            "montré ne change plus. "
            "Exécutez de nouveau la cellule, ou rechargez la page."
        ),
        "cannot draw": "Ce graphique ne peut pas montrer ce choix. {reason}",
        "failed": (
            "Le graphique n’a pas pu être dessiné ({reason}). Choisissez-en un autre, ou d’autres "
            "affirmations."
        ),
        "limited": (
            "Le graphique montre les {count} dernières affirmations sur {all}\u00a0; le tableau les a toutes."
        ),
        "limited events": "Le graphique montre les {count} derniers événements sur {all}.",
        "limited repeats": "Le graphique montre les {count} dernières reprises sur {all}.",
        "more things": "Le graphique montre les {count} choses les plus affirmées, sur {all}.",
        "no kind": "Non dessinées, car elles ne comptent rien\u00a0: {count} affirmations.",
        "no number": "Non dessinées, car rien de leur sorte n’a de nombre\u00a0: {count} affirmations.",
        "no loss": "Non dessinées, car ni totaux ni sur une période\u00a0: {count} affirmations.",
        "not of front": "Non dessinés, car d’aucun secteur du front\u00a0: {count} événements.",
        "no repeats": "Aucune affirmation n’en reprend ici une autre.",
        "no front": "Aucun événement n’est ici du front.",
        "no place": "Non dessinés, car leur lieu n’a pas de coordonnées\u00a0: {count} événements.",
        "marks": "Signes du graphique\u00a0; les flèches vont de l’un à l’autre",
        "several": "Plusieurs affirmations sont derrière ce signe\u00a0: choisissez",
    },
}
