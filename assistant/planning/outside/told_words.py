"""Invariant: the words by which data and model work is told apart in any sentence stand here, by their part in it.

Stems in English, German, Spanish and French; told_work.py says how they have to stand together. Every pattern is bounded,
so that a long line is read in linear time.
"""

from __future__ import annotations

AMOUNT = (
    r"(?<![\d$€£.,])(?P<digits>\d{1,3}(?:[., \u00a0\u202f]\d{3})+|\d+(?:[.,]\d+)?)(?P<scale> ?(?:k|m|bn|thousand|million|billion|"
    r"tausend|millionen|mil|millones|mille|millions)\b)?(?![\d%])"
)
IN_WORDS = (
    r"\b(?:thousands|millions|hundreds of thousands|tens of thousands|tausende|millionen|miles|millones|milliers|"
    r"(?:a|one|two|three|five|ten|twenty|fifty|half a) (?:hundred )?(?:thousand|million))\b"
)
HOURS = r"(?:hours?|hrs?|stunden|horas|heures|gb|tb|gigabytes?|terabytes?)\b"
SPAN = (
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|several|half a|a|one|last \w+|zwei|drei|vier|fünf|"
    r"sechs|zehn|zwölf|dos|tres|cuatro|cinco|seis|diez|deux|trois|quatre|cinq|dix) "
    r"(?:years?|months?|quarters?|winters?|summers?|seasons?|decades?|jahre\w*|monate\w*|años?|meses|ans|années|mois)\b"
)
PAST = (
    r"(?:\b(?:every|each|all|the whole|the entire|jede[nrs]?|alle|todos|todas|cada|tous|toutes|chaque) (?:[\w-]+ ){0,2}?"
    r"(?:past(?![- ]due)|old|closed|historic(?:al)?|archived?|previous|resolved|alten|bisherigen|früheren|históric\w+|anteriores|passé\w*|"
    r"ancien\w*)\b|\bsince (?:19|20)\d\d|\bfrom (?:19|20)\d\d (?:on|onwards)\b|\b(?:historic(?:al)?|past|archived) \w+s\b|\bseit (?:19|20)\d\d"
    r"|\bdesde (?:19|20)\d\d|\bdepuis (?:19|20)\d\d)"
)

MARKING = (
    r"(?:(?:re|hand[- ]|co-)?(?:label(?:l?ing)?|annotat(?:e|es|ing|ion))|transcri(?:be|bes|bing|ption)|tag(?:ging)?|mark(?:ing)?(?: up)?|cod(?:e|ing)|"
    r"grad(?:e|ing)|scor(?:e|ing)|rat(?:e|ing)|classif(?:y|ies|ying|ication)|categori[sz](?:e|es|ing|ation)|sort(?:ing)?|flag(?:ging)?|"
    r"rank(?:ing)?|judg(?:e|ing)|segment(?:ing)?|outlin(?:e|ing)|circl(?:e|ing)|"
    r"annotier(?:en|ung)|labeln|kennzeichn(?:en|ung)|etikettier(?:en|ung)|verschlagwort(?:en|ung)|klassifizier(?:en|ung)|kategorisier(?:en|ung)|"
    r"transkribier(?:en|ung)|markier(?:en|ung)|bewerten|etiquet(?:ar|an|amos|ado de|aje)|anot(?:ar|an|ación)|clasific(?:ar|an|ación)|marc(?:ar|an)|"
    r"transcri(?:bir|pción)|étiquet(?:er|age)|annot(?:er|ent)|class(?:er|ent)|transcri(?:re|ption))"
)
MARKS = r"(?:labels|annotates|tags|marks|codes|grades|scores|rates|sorts|flags|ranks|judges|reads)"
"""Also nouns: a verb only after those who do it."""
MARKED = (
    r"(?:(?:re|hand[- ])?(?:label?led|annotated)|transcribed|tagged|marked(?: up)?|coded|graded|scored|rated|classified|categori[sz]ed|sorted|flagged|"
    r"ranked|judged|segmented|annotiert\w*|gelabelt\w*|gekennzeichnet|etikettiert|verschlagwortet|klassifiziert|etiquetad[oa]s|anotad[oa]s|étiquetée?s|annotée?s)"
)
"""Also adjectives: done only when it says so."""
SORE = r"(?:(?:re|hand[- ])?label(?:l?ing|s)?|annotat\w+|annotier\w*|gelabelt\w*|labeln|etiquet(?:ar|ad\w+|en|amos)|anotación|anotar|étiqueter|étiquetage|annoter)"
"""Of those, the ones that are seldom said of anything but examples."""
DESCRIBING = r"(?:assign|describe|give|note|say|choose|write|decide|put|mark|record|enter|add|key)s?"
CLASSES = (
    r"(?:codes?|class(?:es)?|categor(?:y|ies)|diagnos[ei]s|intents?|topics?|bins?|buckets?|labels?|sentiments?|causes?|outcomes?|types?|"
    r"verdicts?|(?:right|correct|best|ideal) answers?)"
)
DRAWN = (
    r"(?:bounding[- ]boxes|polygon(?:s| masks?)|segmentation masks?|masks? per|boxes (?:around|on|for)|ground[- ]truth|gold (?:data|labels?|"
    r"annotations?)|inter-?(?:annotator|rater)|weak(?:ly)? supervis\w+|snorkel|mechanical turk|mturk|(?:annotation|labell?ing|tagging|annotators?) "
    r"(?:team|firm|vendor|agency|partner|campaign|programme|program|crew|workforce|sprint|round|backlog)|data annotation|"
    r"preference (?:pairs|data)|instruction (?:set|data|pairs)|reference translations)"
)
"""Words that are only said where examples are marked."""
HIRED = (
    r"(?:annotators?|labell?ers?|raters?|taggers?|coders|interns?|students?|freelancers?|contractors?|crowd\w*|linguists?|experts?|specialists?|"
    r"agronomists?|geologists?|biologists?|radiologists?|pathologists?|physicians?|doctors?|nurses?|teachers?|lawyers?|paralegals?|clerks?|"
    r"moderators?|adjusters?|handlers?|analysts?|editors?|engineers?|scientists?|researchers?|technicians?|inspectors?|operators?|agents?|"
    r"staff|team(?: of \w+)?|vendor|agency|firm|workers?|people|partners?|juristen|fachkräfte|experten|studenten|studierende|mitarbeiter\w*|"
    r"fachleute|ärzte|expertos|becarios|equipo|abogados|médicos|experts|stagiaires|équipe|juristes|\w+(?:ologists?|icians?))"
)
GATHERING = (
    r"(?:collect(?:s|ed|ing|ion)?|gather\w*|acquir\w+|acquisition|amass\w*|accumulat\w+|compil\w+|assembl\w+|obtain\w*|harvest\w*|"
    r"scrap(?:e|es|ed|ing)|crawl\w*|pull(?:s|ed|ing)?|download\w*|licen[cs](?:e|ed|ing)|purchas\w+|buy(?:ing)?|sourc(?:e|es|ed|ing)|secur(?:e|es|ed|ing)|"
    r"captur\w+|record(?:s|ed|ing)?|film(?:s|ed|ing)?|photograph(?:s|ed|ing)?|log(?:s|ged|ging)?|digiti[sz]\w+|backfill\w*|ingest\w*|generat\w+|"
    r"synthesi[sz]\w+|simulat\w+|curat\w+|get(?:s|ting)?|produc(?:e|es|ed|ing)|creat(?:e|es|ed|ing)|clean(?:s|ed|ing)?|dedup\w+|normali[sz]\w+|anonymi[sz]\w+|"
    r"de-identif\w+|sammel\w*|sammlung|erheb\w+|beschaff\w+|erfass\w+|aufzeichn\w+|aufnehmen|aufbau\w*|zusammen\w+|recolec\w+|recog\w+|recopil\w+|"
    r"reun(?:ir|imos)|obtener|grabar|constitu\w+|collect\w+|recueil\w+|rassembl\w+|enregistr\w+)"
)
MASS = (
    r"(?:data(?! (?:model|protection|privacy|processing|retention|migration|centre|center|sheet|residency))|data ?sets?|corpus|corpora|archives?|history|histories|"
    r"footage|speech|audio|sensor\w*|telemetry|daten|datens[aä]tze?|korpus|sprachaufnahmen|datos|corpus|données|jeu de données|conjunto de datos)"
)
NO_MATTER = (
    r"(?:users?|customers?|clients?|people|persons?|employees|staff|members|accounts|subscribers?|visitors|patients|students|pupils|"
    r"euros?|dollars?|usd|eur|chf|pounds|tokens?|words|requests|downloads|installs|hours?|minutes|days?|weeks?|months?|years?|jahre\w*|monat\w*|wochen|tage|"
    r"meses|años|semanas|mois|ans|semaines|parcels|packages|bottles|shelves|pallets|jars|boxes|cables|crates|garments|lines of code|"
    r"nutzer\w*|kunden|leute|personen|usuarios|clientes|personas|utilisateurs|clients|km|kg|m2|seats|licen[cs]es|shops|stores|branches|"
    r"skus|leads|emails a|per|a|an|each|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)"
)
"""What may be counted and is no example."""

TRAINING = (
    r"(?:(?:re|pre-?|co-)?train(?:s|ed|ing)?|fine-? ?tun\w*|finetun\w*|distil\w*|teach(?:es|ing)?|calibrat\w+|fit(?:s|ted|ting)?|optimi[sz]\w+|tun(?:e|es|ed|ing)|"
    r"trainier\w*|training|anlernen|nachtrainier\w*|feinabstimm\w*|entren\w+|ajust(?:ar|e|amos)|entraîn\w*|entraine\w*|affin(?:er|age))"
)
BUILDING = (
    r"(?:build(?:s|ing)?|built|develop(?:s|ed|ing|ment)?|creat(?:e|es|ed|ing)|design\w*|implement\w*|select\w*|evaluat\w+|adapt\w*|"
    r"entwickel\w+|entwicklung|bau(?:en|t)|desarroll\w+|construi\w+|crear|développ\w+|construire|créer)"
)
LEARNER = (
    r"(?:(?:neural |deep |vision |graph )?networks?|nets?|classifiers?|regressors?|recommenders?|predictors?|forecasters?|transformers?|encoders?|embeddings?|"
    r"detectors?|rerankers?|rankers?|taggers?|extractors?|autoencoders?|checkpoints?|lora|llama|mistral|qwen|whisper|bert|gpt\S*|"
    r"(?:language|ml|ai|ranking|scoring|recommendation|prediction|predictive|forecasting|classification|sentiment|speech|vision|embedding|"
    r"churn|fraud|triage|detection|extraction|deep[- ]learning|machine[- ]learning|own|custom|proprietary|statistical|risk) (?:model|engine|algorithm)s?|"
    r"(?:triage|matching|routing|inference|ai) engine|modell\w*|klassifikator\w*|netz(?:e|werk\w*)?|modelos?(?! de negocio)|clasificador\w*|red(?:es)? neuronal\w*|extractor|"
    r"modèles?(?! économique)|classifieur\w*|réseaux? de neurones)"
)
JARGON = (
    r"(?:epochs?|hyper-?parameters?|best checkpoint|(?:lowest|training|validation) loss|gpu cluster|experiment track\w+|model registry|"
    r"training (?:jobs?|runs?|loops?|pipelines?|clusters?|splits?)|train(?:,| and| /)? ?(?:dev|test|val\w*)(?:,| and|\b)|mlops|"
    r"feature (?:stores?|pipelines?|engineering)|ml (?:warehouse|platform|pipelines?|infrastructure)|rlhf|gradient boosting|(?:matrix|tensor) factori[sz]ation|"
    r"(?:two-tower|siamese|convolutional|recurrent) network|modelltraining)"
)
"""Words that are only said where a model is made."""
PLATFORM = r"(?:data (?:lake|warehouse|platform|foundation)|lakehouse|datenplattform)"
SET_UP = r"(?:establish\w*|build\w*|stand up|set(?:ting)? up|creat\w+|provision\w*|construct\w*|lay\w*|want)"
AIMED = r"(?:f1|auc|auroc|ndcg|map@|accuracy|precision|recall|bleu|wer|genauigkeit|precisión|exactitude)"
AIMS = r"(?:reach\w*|achiev\w+|hit\w*|exceed\w*|until|target\w*|to \d+|above|over|plateau\w*|>=?|≥)"

LEARNS = (
    r"(?:(?:for|to|as|so (?:that )?\w+(?: \w+)? can|zum|für das|para|pour) (?:the |our |a |an |its |el |le |l['’])?(?:[\w-]+ ){0,2}?"
    r"(?:train(?:ing)?(?! (?:of )?(?:the |our |new |all )*(?:staff|teams?|agents|people|users|clerks|colleagues|sessions?|days?))|teach|learn(?:ing)?(?! (?:how|what|who|whether|why))|feed|calibrate|trainieren|entrenar|entraîner)(?![\w-])|"
    r"to learn from|learns? from|something to learn|training (?:data|set|corpus|material|examples)\b(?! wait)|trainings(?:daten|satz)|datos de entrenamiento|"
    r"données d['’]entraînement)"
)
"""What is said where a machine is to learn from what is gathered."""
FOR_LEARNER = (
    r"(?:for|to feed|to teach|into|für|para|pour) (?:the |our |a |its )?(?:[\w-]+ ){0,2}?(?:model|network|classifier|predictor|matcher|recommender|ranker|"
    r"tagger|recogni[sz]er|algorithm|coder|detector|modell|modelo|modèle)\b"
)

NOT = (
    r"\b(?:no|not|never|without|nothing|nobody|none|instead of|rather than|before any|out of scope|avoid\w*|skip\w*|don['’]t|defer\w*|postpon\w*|"
    r"cannot|kein\w*|nicht|ohne|nie|statt|sin|nunca|ningún|ninguna|sans|jamais|aucun\w*|pas)\b"
)
CONDITION = r"^\W*(?:only )?(?:if|when|once|after|until|unless|should|wenn|falls|sobald|si|cuando|quand)\b"
BY_PRODUCT = (
    r"\b(?:the |an? |our |each )?(?:bot|assistant|app|service|llm|rented model|hosted model|prompt|rules?|api|vendor['’]s|automatically|itself|users?|customers?|visitors?|readers?|"
    r"patients?|guests?|the rep|asistente|assistent\w*)\b"
)
"""Who marks or records things once the product is in use."""
DAILY = (
    r"\b(?:an?|per|each|every|pro|por|par) (?:day|week|month|hour|night|friday|monday|morning|shift|tag|woche|monat|día|semana|mes|jour|semaine|mois)\b"
    r"|\b(?:nightly|daily|weekly|monthly|incoming|live|new)\b"
)
SERVED = (
    r"\b(?:index\w*|retriev\w+|search\w*|knowledge base|rag|prompts?|help (?:centre|center|articles?)|catalogue?|crm|cache|fixtures?|load tests?|demo|dashboard|"
    r"reports?|reporting|migrat\w+|import\w*|rehearsal|website|display\w*|feedback|payment\w*|consent|back-?test\w*|browser|video|schema|ui|screen|endpoint|component|"
    r"published?|public pages)\b"
)
"""What is served or shown, or kept to look at: gathering for it is product work."""
TESTED = (
    r"\b(?:evals?|evaluation|test (?:set|cases?|questions)|golden|benchmarks?|held[- ]out|acceptance|prüf\w+|testf[aä]lle\w*|testset|testfragen|"
    r"evaluaci[oó]n|évaluation)\b"
)
NO_LEARNER = (
    r"\b(?:data|business|operating|pricing|financial|cash|cost|domain|entity|user|role|permission|threat|3d|railway|fashion|maturity|governance|revenue|"
    r"hosted|rented|bought|vendor['’]?s?|off-the-shelf|pre-?trained|frontier|public|geschäfts\w*|daten\w*|prisma|eloquent|sqlalchemy|django) (?:data |language )?models?\b|geschäftsmodell\w*|datenmodell\w*"
    r"|\b(?:network|model) (?:layer|shop|train|railway|picker|switch|route|viewer|client)\b|\b(?:social|resale|partner|support|sales) networks?\b"
)
PEOPLE = (
    r"(?:staff|teams?|people|users?|customers?|employees|managers?|operators?|nurses|doctors|colleagues|sellers|lawyers|teachers|students|agents?|clients|"
    r"partners|volunteers|drivers|members|reps|engineers|everyone|everybody|clerks|analysts|buyers|branch\w*|handlers|advisers|advisors|receptionists|"
    r"mitarbeiter\w*|teams?|sachbearbeiter\w*|equipos?|personal|empleados|équipes?|conseillers|personnel)"
)
