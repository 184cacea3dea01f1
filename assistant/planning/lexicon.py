"""Invariant: every word the content check knows stands here, as a class of word forms; content.py holds the grammar.

Each class is a pattern that one whole token has to match, after COMPOUNDS has joined compounds
(`fine-tune` → `fine_tune`, `data set` → `data_set`).
"""

from __future__ import annotations

import re

_CLASSES: dict[str, str] = {
    # data work
    "label": r"(?:re|hand_)?label|(?:re|hand_)?labell?ing|hand_label\w+|annotat(?:e|ing)|crowdsourc(?:e|ing)",
    "labelled": r"(?:hand_)?labell?ed|annotated|tagged",
    "tag": r"tag|tagging|mark|mark_up|classify|classifying|translated|aligned",
    "make": r"(?:buil[dt]|creat|collect|gather|curat|assembl|compil|prepar|generat|synthesi[sz]|acquir|buy|purchas"
    r"|sourc|scrap|crawl|harvest|crowdsourc|clean|construct|amass|bootstrapp?|accumulat|augment|produc|obtain|licens"
    r"|expand|deliver|finali[sz]|complet|finish|establish|publish|freez|fetch|extract|get|make|mak|ship|grow"
    r"|set)(?:e|es|ed|ing|s)?",
    "gather": r"(?:collect|gather|curat|assembl|compil|crowdsourc|obtain|acquir|amass|harvest|scrap)(?:e|es|ed|ing)?",
    "curate": r"curat(?:e|es|ed|ing)",
    "gathering": r"collection|acquisition|curation|gathering|annotation|labell?ing|preparation|creation|building"
    r"|assembly|construction|cleaning|cleansing|augmentation",
    "marking": r"annotation|labell?ing|tagging",
    "edits": r"edits|decisions|corrections|acceptances|choices|answers|clicks",
    "cases": r"cases",
    "campaign": r"sprints?|campaigns?|vendors?|phases?|projects?|efforts?|rounds?|guidelines?|batch(?:es)?|tools?"
    r"|jobs?|drives?|days?|kickoff|weeks?|teams?",
    # what data work is done on
    "thing": r"tickets|e?mails|messages|conversations|dialogues|dialogs|transcripts|calls|chats|documents|contracts"
    r"|clauses|invoices|receipts|images|photos|pictures|videos|recordings|scans|records|rows|samples|examples|cases"
    r"|items|sentences|pairs|reviews|posts|pages|utterances|replies|claims|reports|files|orders|comments|snippets"
    r"|queries|questions|logs|data|archive|history|histories|backlog|corrections|drafts|decisions|sales|texts|letters"
    r"|wikis?|tables?|clips|segments|entities|intents|articles|notes|answers|listings|profiles",
    "set": r"data_?sets?|corpus|corpora|ground_truth|annotations|training_sets?",
    "sample": r"examples|samples|pairs|demonstrations|labels|summaries|references",
    # verbs and nouns of model work
    "train": r"(?:re)?train(?:ing|s)?",
    "training": r"training",
    "trained": r"(?:re)?trained|fitted|distill?ed",
    "fit": r"fit|fitting|fitted|regress|regressing",
    "tune": r"(?:fine|instruct|instruction|domain|parameter)_tun(?:e|es|ed|ing)",
    "pretrain": r"pretrain(?:ing)?",
    "distil": r"distill?(?:s|ed|ing|ation)?",
    "method": r"sft|rlhf|peft|grpo|orpo|rft|qlora|hyperparameters?|epochs|overfit\w*|inter_annotator"
    r"|reinforcement_learning|supervised_learning|active_learning|federated_learning|model_weights|preference_\w+"
    r"|reward_model|transfer_learning|gradient_descent|learning_rate|validation_loss|backprop\w*",
    "teach": r"teach(?:es|ing)?|taught",
    "learn": r"learns?|learnt|learned",
    "adapt": r"adapt(?:s|ed|ing)?|adjust(?:s|ed|ing)?|updat(?:e|es|ed|ing)",
    "construct": r"(?:buil[dt]|develop|creat|design|construct|implement|mak|invent|grow|rais)(?:e|es|ed|ing|s)?",
    "own": r"custom|own|proprietary|bespoke|in_house|foundation|neural|predictive|prediction|forecasting"
    r"|classification|machine_learning|ml|deep_learning|language",
    "model": r"models?|encoders?|classifiers?|networks?|regressors?|regression|embeddings?|transformers?"
    r"|(?:re)?rankers?|detectors?|forecasters?|boosting|forests?|adapters?|weights|tokeni[sz]ers?|llms?|llama|qwen"
    r"|mistral|gemma|bert|gpt\w*|xgboost|lightgbm|catboost|svm|student|taggers?|predictors?|estimators?"
    r"|scorecards?|(?:boosted_|decision_)trees?|ensembles?|autoencoders?"
    r"|recommenders?|extractors?|v\d+|lora|net|algorithms?",
    "size": r"\d+b|teacher|student|weights",
    "run": r"runs?|running|try|trying",
    "lora": r"lora",
    "notice": r"notice|policy|statement|form|consent|terms",
    "period": r"hours?|days?|weeks?|months?|years?|quarters?",
    "raw": r"data",
    "bot": r"bot|chatbot|ai",
    "tuning": r"tun(?:e|es|ed|ing)",
    "route": r"route|temperature|choice|settings|prompts?|parameters",
    "marks": r"(?:re)?labels?|annotates?|tags?",
    "doer": r"interns|students|freelancers|experts|annotators|contractors|workers|vendors?|crowd|teams?|staff"
    r"|engineers|lawyers|people|agents|nurses|doctors|clerks|analysts|sellers",
    "one": r"ticket|e?mail|message|conversation|transcript|call|chat|document|contract|clause|invoice|receipt|image"
    r"|photo|scan|record|row|case|review|page|file|order|comment|item",
    "which": r"for|as|by|from|on|in|into|what|which|how|whether|if|where|about",
    "checkpoint": r"checkpoints?",
    "material": r"data|data_?sets?|corpus|corpora|examples|samples|pairs|texts?|images|cases|records|dialogues"
    r"|material|split",
    "trainset": r"training_sets?",
    "job": r"jobs?|pipelines?|loops?|scripts?|clusters?|loss",
    # work said in other words
    "sorts": r"mark_up|categori[sz](?:e|ing)|classif(?:y|ying)|cod(?:e|ing)|tag|tagging|mark|marking|(?:hand_)?label"
    r"|annotate|transcribe|transcribing",
    "judges": r"sort|sorting|assign|assigning|rate|rating|judge|judging|rank|ranking|grade|grading|draw|score|review"
    r"|correct",
    "notes_down": r"(?:backfill|mark|note|write|record|assign|tag|choose|pick|enter|give|set|add|apply)s?",
    "class": r"topics?|intents?|categor(?:y|ies)|class(?:es)?|labels?|types?|sentiments?|queues?|entit(?:y|ies)|tags?"
    r"|codes?",
    "hired": r"annotators?|interns|freelancers|contractors|raters|labell?ers|coders|crowd|crowdworkers?",
    "hire": r"hir(?:e|ing)|recruit(?:ing)?|pay(?:ing)?|contract(?:ing)?|outsourc(?:e|ing)|engag(?:e|ing)",
    "all": r"every|each|all|whole|entire|past|old|historical|historic|archived?|closed|previous",
    "old": r"past|old|historical|historic|archived?|archives|previous|existing|years|months|history|backlog",
    "users": r"users?|customers?|visitors?|clients|readers|members|patients|guests|the_user",
    "shape": r"speciali[sz](?:e|es|ed|ing)|customi[sz](?:e|es|ed|ing)|optimi[sz](?:e|es|ed|ing)|tailor(?:s|ed|ing)?"
    r"|adapt(?:s|ed|ing)?|adjust(?:s|ed|ing)?|refit(?:s|ted|ting)?|re_fit(?:ting)?|improv(?:e|es|ed|ing)|personali[sz](?:e|es|ed|ing)|bend(?:s|ing)?|mou?ld(?:s|ed|ing)?",
    "inside": r"parameters?|weights|layers|model_weights|coefficients",
    "onto": r"on|with|to|over|from|until",
    "feed": r"feed(?:s|ing)?|pour(?:s|ing)?|push(?:es|ing)?",
    "turned": r"turn|turning|convert(?:ing)?|transform(?:ing)?|rewrite|reformat",
    "formula": r"formulas?|formulae|scoring|score|sum|rules?|index|parcels?|ranking|settings",
    "gpu": r"gpus?|a100s?|h100s?|tpus?|compute",
    "rounds": r"runs?|rounds?",
    "write": r"mak(?:e|ing)|creat(?:e|ing)|build(?:ing)?|produc(?:e|ing)|generat(?:e|ing)|writ(?:e|ing)",
    "rated": r"rated|graded|scored|ranked|judged|labell?ed|annotated|tagged|categori[sz]ed|classified|marked",
    "outside": r"agency|agencies|students?|freelancers?|vendors?|interns?|contractors?|crowd|annotators?|experts",
    "absorb": r"learn|pick|copy|imitate|absorb|master|mimic|study",
    "foundation": r"foundations?|assets?",
    "shown": r"articles|answers|pages|listings|reviews|profiles|photos|pictures|images|clips|videos",
    "possessed": r"own|custom|proprietary|bespoke|in_house",
    "sees": r"see|read|watch|digest",
    "span": r"years|months",
    "architecture": r"architectures?",
    "taxonomy": r"taxonom(?:y|ies)|codebook|label_set|ontology",
    "archive": r"archives?|history|backlog|corpus|logs",
    # work said in everyday words
    "scrape": r"scrap(?:e|ing)|buy(?:ing)?|transcrib(?:e|ing)|licen[cs](?:e|ing)|grow(?:ing)?",
    "lessons": r"textbooks?|course|courses|curriculum|university|learners|lessons?|chapters?|readers",
    "served": r"site|website|index|search|database|catalogu?e|app|migration|import|crm|cache|storage|dashboard|page"
    r"|knowledge_base|help_centre|load|demo|display",
    "code": r"fixtures?|builders?|loaders?|tables?|schemas?|classes|models?|endpoints?|api|seeds?|views?|screens?",
    "records": r"record(?:s|ing)?|transcrib(?:e|es|ing)|align(?:s|ing)?|licen[cs](?:e|ing)",
    "hours": r"hours",
    "judging": r"(?:judg|rat|grad|categori[sz]|scor|cod|annotat|transcrib)(?:e|es|ing)"
    r"|(?:sort|assign|rank|label|tag|mark)(?:s|ing)?"
    r"|classif(?:y|ies|ying)",
    "mark_up": r"mark_up",
    "assigns": r"assign(?:s|ing)?|giv(?:e|es|ing)",
    "writes": r"writes",
    "model_answer": r"answers?|repl(?:y|ies)|summar(?:y|ies)|translations?",
    "ideal": r"ideal|perfect|reference|gold|golden|model|best|correct|right",
    "gets": r"gets?|receives?|given|assigned",
    "past": r"past|old|historical|historic|archived?|closed|previous|history|solved|resolved",
    "learner": r"classifiers?|regressors?|recommenders?|detectors?|forecasters?|predictors?|(?:re)?rankers?"
    r"|estimators?|scorecards?",
    "ours": r"our|my|their|its",
    "front": r"ui|screen|page|prompts?|api|service|interface|view|endpoint|wrapper|client|layer",
    "rented": r"hosted|rented|bought|stock|vendor",
    "learning_field": r"machine_learning|deep_learning|ml|modelling",
    "stretch": r"phases?|stages?|sprints?|workstreams?|work_?packages?",
    "modeller": r"scientists?|modell?ers?",
    "spends": r"spends?|works?|working|develops?|builds?",
    "ready": r"milestones?|ready|deliverables?|done|finished|complete|completed",
    "imitates": r"imitates?|mimics?|generali[sz]es?",
    "show": r"shows?|showing",
    "estimates": r"(?:re_?)?estimat(?:e|es|ed|ing)|(?:re_?)?fits?",
    "bridge_only": r"with|via|without|before",
    # what exempts
    "pronoun": r"they|these|those|this|it|which",
    "compares": r"compar(?:e|es|ed|ing|ison)",
    "eval": r"bar|evals?|evaluat\w+|benchmarks?|golden|gold|held_out|hold_out|acceptance|smoke|test_set",
    "prompt": r"few_shot|in_context|prompts?|retriev\w+|search|index\w*|knowledge_base|help_centre|lookup",
    "consent": r"consent\w*|opt_in|opt_out|permission|default|opted",
    "wording": r"prompts?|wording|copy|messages?|layout|design|rules?|thresholds?|settings|budget",
    "people": r"staff|teams?|people|users|customers|employees|managers|operators|nurses|doctors|colleagues|sellers"
    r"|lawyers|teachers|students|agents|clients|partners|volunteers|drivers|members|reps|engineers|everyone"
    r"|everybody|them|cashiers|clerks|analysts|buyers|pilots|schedule|sessions?|courses?|calendar|centre|center"
    r"|station|manuals?",
    "others": r"vendors?|providers?|makers?|others|somebody|someone|lab",
    "machine": r"automatically|itself|assistant|bot|product|live|incoming",
    "learns": r"train(?:ed|ing|s)?|learns?|learning|fine_tun\w+|teach\w*|pretrain\w*",
    # grammar
    "article": r"per|an?|the|this|that|each|every|shipping|price|its|his|her|one|right|new",
    "bridge": r"with|via|through|using|around|against|before|without|after|instead_of|while",
    "forward": r"for|as|by|from|on|in|into",
    "not": r"no|not|\w+n['’]t|never|without|nothing|none|nobody|neither|nor|instead_of|forbids?|prohibit\w*"
    r"|exclud\w*|bans?|refus\w*|avoid\w*|skip\w*|zero|cannot|delay\w*|postpone\w*|defer\w*|unlike",
    "turn": r"but|so|then|until|because|while|once|we",
    "filler": r"anything|any|an?|the|we|our|it|is|are|models?|data|of|ever",
    "later": r"nothing|none|waits?|deferred|postponed|unnecessary|never|unneeded|forbidden",
}
CLASSES: dict[str, re.Pattern[str]] = {name: re.compile(pattern) for name, pattern in _CLASSES.items()}

COMPOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), joined)
    for pattern, joined in (
        (r"\bfine[- ]?tun", "fine_tun"),
        (r"\b(?:adapter|parameter[- ]efficient|supervised|weight|model|lora|full) tuning\b", "fine_tuning"),
        (r"\b(?:model|network|its)(?:['’]s)? weights\b", "model_weights"),
        (r"\b(instruct|instruction|domain|parameter)[- ]tun", r"\1_tun"),
        (r"\b(?:parameter[- ]efficient|low[- ]rank|domain|weight) adaptation\b", "fine_tuning"),
        (r"\b(model|network)['’]s\b", r"\1"),
        (r"\b(models?|networks?|classifiers?) of (?:our|its|my|their) own\b", r"own \1"),
        (r"\bre-estimat", "re_estimat"),
        (r"\bpre-train", "pretrain"),
        (r"\b(boosted|decision) (trees?)\b", r"\1_\2"),
        (r"\bre-(train|label|rank|fit)", r"\1"),
        (r"\bdata[- ]?(sets?)\b", r"data_\1"),
        (r"\btraining[- ](sets?|data_sets?)\b", "training_set"),
        (r"\bset with an? (?:held|hold)[- ]?out (?:part|split|share)\b", "training_set"),
        (r"\bground[- ]truth\b", "ground_truth"),
        (r"\b(held|hold)[- ]?out\b", r"\1_out"),
        (r"\bhelp[- ](?:centre|center|pages?|docs?|articles?)\b", "help_centre"),
        (r"\bknowledge[- ]base\b", "knowledge_base"),
        (r"\bfew[- ]shot\b", "few_shot"),
        (r"\bin[- ](context|house)\b", r"in_\1"),
        (r"\b(?:test|golden|evaluation|eval|validation) (?:set|suite)\b|\btest[- ](?:cases?|questions)\b", "test_set"),
        (r"\bhand[- ]label", "hand_label"),
        (r"\bby hand\b|\bmanually\b", "by_hand"),
        (r"\bcrowd[- ]sourc", "crowdsourc"),
        (r"\binter-annotator\b", "inter_annotator"),
        (r"\bhyper-parameter", "hyperparameter"),
        (r"\b(machine|deep|reinforcement|transfer|supervised|active|federated)[- ]learning\b", r"\1_learning"),
        (r"\bpreference (data|pairs|optimi[sz]ation|tuning)\b", r"preference_\1"),
        (r"\b(reward|gradient|learning|validation) (model|descent|rate|loss)s?\b", r"\1_\2"),
        (r"\bkick[- ]off\b", "kickoff"),
        (r"\bopt(?:s|ed|ing)?[- ](in|out)\b", r"opt_\1"),
        (r"\bmark(?:s|ed|ing)? up\b", "mark_up"),
        (r"\bout of scope\b|\bnot (?:now|needed|yet|planned|allowed|before)\b", "deferred"),
        (r"\b(?:stays?|is|are|remains?|switched|turned) off\b|\boff by default\b", "deferred"),
        (r"\b(?:comes?|much|is|only|any) later\b|\blater (?:stage|gate)s?\b", "deferred"),
        (r"\binstead of\b|\brather than\b|\bin place of\b", "instead_of"),
        (r"\bnot (?:only|just)\b|\bno longer only\b", "also"),
        (r"\bpersonal trainers?\b", "coach"),
        (r"\b(business|pricing|operating|role) model", r"\1"),
        (r"\bten thousand\b", "10000"),
    )
)
"""Compounds are joined before the text is cut into words; some phrases become the one word they amount to."""
