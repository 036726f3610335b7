"""What the same two things sound like in many languages: neighbours who open doors, and trees that give shade."""

NEIGHBOURS_AND_TREES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ar": (
        (
            "فتح الجيران الباب عندما جاءت معنا امرأة من الشارع نفسه",
            "الباب لا يفتح إلا إذا طرقه أحد الجيران من الشارع",
            "طرق الجيران الباب معنا وفتحت الأسر في كل الشارع",
            "لم يفتح أحد الباب قبل أن يأتي الجيران من الشارع",
        ),
        (
            "ظل الأشجار جعل الرصيف باردا في حر الظهيرة",
            "يمشي الناس تحت ظل الأشجار عندما يشتد الحر على الرصيف",
            "بلا أشجار ليس هناك ظل ويبقى الحر على الرصيف",
            "الأشجار القديمة تعطي ظلا والرصيف تحتها أقل حرا",
        ),
    ),
    "da": (
        (
            "Naboen åbnede døren, da en kvinde fra samme gade bankede på.",
            "Uden naboen var der ingen, der åbnede døren for os i gaden.",
            "Hver dør, der blev åbnet, havde en nabo ved siden af os.",
            "Naboerne bankede på døren, og så blev den åbnet med det samme.",
        ),
        (
            "Træerne gav skygge, og fortovet var køligt i varmen.",
            "Folk gik over vejen for at gå i skyggen af træerne i varmen.",
            "Uden træer er der ingen skygge på fortovet, når varmen kommer.",
            "De gamle træer giver mere skygge end de unge træer på fortovet.",
        ),
    ),
    "de": (
        (
            "Die Tür ging auf, als eine Nachbarin aus der Straße mit uns geklopft hat.",
            "Ohne die Nachbarin hat niemand die Tür für einen Besuch aufgemacht.",
            "Jede Tür, die aufging, hatte eine Nachbarin an unserer Seite.",
            "Eine bekannte Nachbarin an der Tür war der erste Schritt zum Besuch.",
        ),
        (
            "Die Bäume gaben Schatten, und der Gehweg blieb in der Hitze kühl.",
            "Ohne Bäume gibt es keinen Schatten, und die Hitze steht auf dem Gehweg.",
            "Die Leute gingen in der Hitze auf die Seite mit dem Schatten der Bäume.",
            "Junge Bäume geben noch keinen Schatten, der Gehweg bleibt in der Hitze leer.",
        ),
    ),
    "el": (
        (
            "Ο γείτονας άνοιξε την πόρτα όταν ήρθε μαζί μας μια γυναίκα από τον δρόμο.",
            "Χωρίς τον γείτονα κανείς δεν άνοιξε την πόρτα στον δρόμο.",
            "Κάθε πόρτα που άνοιξε είχε έναν γείτονα δίπλα μας.",
            "Οι γείτονες χτύπησαν την πόρτα και η πόρτα άνοιξε αμέσως.",
        ),
        (
            "Τα δέντρα έδωσαν σκιά και το πεζοδρόμιο ήταν δροσερό στη ζέστη.",
            "Χωρίς δέντρα δεν υπάρχει σκιά και η ζέστη μένει στο πεζοδρόμιο.",
            "Οι άνθρωποι περπατούν στη σκιά από τα δέντρα όταν έχει ζέστη.",
            "Τα παλιά δέντρα δίνουν περισσότερη σκιά στο πεζοδρόμιο.",
        ),
    ),
    "en": (
        (
            "The door opened when a neighbour from the same street knocked first.",
            "A known neighbour at the door made the first visit possible.",
            "Every door that opened had a neighbour standing beside us.",
            "Without the neighbour nobody opened the door for a visit.",
        ),
        (
            "Shade from the lime trees kept the pavement cool in the heat.",
            "Heat on the pavement fell where trees gave shade all afternoon.",
            "People crossed the road for shade; trees beat awnings in the heat.",
            "Young trees give no shade yet and the heat drove people indoors.",
        ),
    ),
    "es": (
        (
            "La vecina abrió la puerta cuando vino con nosotros una persona de la calle.",
            "Sin los vecinos nadie abrió la puerta de su casa en la calle.",
            "Cada puerta que se abrió tenía una vecina a nuestro lado.",
            "Los vecinos llamaron a la puerta y la puerta se abrió enseguida.",
        ),
        (
            "La sombra de los árboles mantuvo fresca la acera durante el calor.",
            "Sin árboles no hay sombra y el calor se queda en la acera.",
            "La gente cruza la calle para andar por la sombra de los árboles.",
            "Los árboles jóvenes no dan sombra y con el calor la acera está vacía.",
        ),
    ),
    "fi": (
        (
            "Naapuri avasi oven, kun saman kadun nainen koputti meidän kanssamme.",
            "Ilman naapuria kukaan ei avannut ovea koko kadulla.",
            "Jokainen ovi, joka avattiin, avattiin koska naapuri oli mukana.",
            "Naapurit koputtivat oveen ja ovi avattiin heti.",
        ),
        (
            "Puut antoivat varjoa ja jalkakäytävä oli viileä helteellä.",
            "Ilman puita ei ole varjoa ja helle jää jalkakäytävälle.",
            "Ihmiset kulkivat puiden varjossa, kun helle oli kova.",
            "Vanhat puut antavat enemmän varjoa kuin nuoret puut helteellä.",
        ),
    ),
    "fr": (
        (
            "La voisine a ouvert la porte quand une personne de la rue est venue avec nous.",
            "Sans les voisins, personne n’a ouvert la porte dans cette rue.",
            "Chaque porte ouverte avait une voisine à nos côtés.",
            "Les voisins ont frappé à la porte et la porte était ouverte aussitôt.",
        ),
        (
            "L’ombre des arbres a gardé le trottoir frais pendant la chaleur.",
            "Sans arbres il n’y a pas d’ombre et la chaleur reste sur le trottoir.",
            "Les gens traversent la rue pour marcher à l’ombre des arbres.",
            "Les jeunes arbres ne donnent pas d’ombre et la chaleur vide le trottoir.",
        ),
    ),
    "it": (
        (
            "La vicina ha aperto la porta quando una persona della strada è venuta con noi.",
            "Senza i vicini nessuno ha aperto la porta in questa strada.",
            "Ogni porta aperta aveva una vicina accanto a noi.",
            "I vicini hanno bussato alla porta e la porta è stata aperta subito.",
        ),
        (
            "L’ombra degli alberi ha tenuto fresco il marciapiede durante il caldo.",
            "Senza alberi non c’è ombra e il caldo resta sul marciapiede.",
            "La gente attraversa la strada per camminare all’ombra degli alberi.",
            "Gli alberi giovani non danno ombra e con il caldo il marciapiede è vuoto.",
        ),
    ),
    "nl": (
        (
            "De buurvrouw deed de deur open toen we met iemand uit de straat kwamen.",
            "Zonder de buren deed niemand in de straat de deur open.",
            "Bij elke deur die openging stond een buurvrouw naast ons.",
            "De buren klopten op de deur en de deur ging meteen open.",
        ),
        (
            "De bomen gaven schaduw en de stoep bleef koel in de hitte.",
            "Zonder bomen is er geen schaduw en blijft de hitte op de stoep hangen.",
            "Mensen lopen in de schaduw van de bomen als de hitte komt.",
            "Jonge bomen geven nog geen schaduw, de stoep is leeg in de hitte.",
        ),
    ),
    "no": (
        (
            "Naboen åpnet døren da en kvinne fra samme gate banket på med oss.",
            "Uten naboen var det ingen som åpnet døren for oss i gaten.",
            "Hver dør som ble åpnet, hadde en nabo ved siden av oss.",
            "Naboene banket på døren, og døren ble åpnet med en gang.",
        ),
        (
            "Trærne ga skygge, og fortauet var kjølig i varmen.",
            "Uten trær er det ingen skygge på fortauet når varmen kommer.",
            "Folk krysset veien for å gå i skyggen av trærne i varmen.",
            "Gamle trær gir mer skygge enn unge trær på fortauet.",
        ),
    ),
    "pl": (
        (
            "Sąsiadka otworzyła drzwi, kiedy przyszła z nami osoba z tej ulicy.",
            "Bez sąsiadki nikt nie otworzył drzwi na tej ulicy.",
            "Każde drzwi, które się otworzyły, miały obok nas sąsiadkę.",
            "Sąsiadka zapukała w drzwi i drzwi się od razu otworzyły.",
        ),
        (
            "Drzewa dały cień i chodnik był chłodny podczas upału.",
            "Bez drzew nie ma cienia i upał zostaje na chodniku.",
            "Ludzie przechodzą przez ulicę, żeby iść w cieniu drzew.",
            "Młode drzewa nie dają cienia i w upał chodnik jest pusty.",
        ),
    ),
    "pt": (
        (
            "A vizinha abriu a porta quando uma pessoa da rua veio connosco.",
            "Sem os vizinhos ninguém abriu a porta nesta rua.",
            "Cada porta que se abriu tinha uma vizinha ao nosso lado.",
            "Os vizinhos bateram à porta e a porta abriu logo.",
        ),
        (
            "A sombra das árvores manteve o passeio fresco durante o calor.",
            "Sem árvores não há sombra e o calor fica no passeio.",
            "As pessoas atravessam a rua para andar à sombra das árvores.",
            "As árvores jovens não dão sombra e com o calor o passeio está vazio.",
        ),
    ),
    "ru": (
        (
            "Соседка открыла дверь, когда с нами пришла женщина с этой улицы.",
            "Без соседей никто не открыл дверь на этой улице.",
            "Каждая дверь, которую открыли, была открыта вместе с соседкой.",
            "Соседи постучали в дверь, и дверь сразу открыли.",
        ),
        (
            "Деревья дали тень, и тротуар был прохладным в жару.",
            "Без деревьев нет тени, и жара остаётся на тротуаре.",
            "Люди переходят улицу, чтобы идти в тени деревьев.",
            "Молодые деревья ещё не дают тени, и в жару тротуар пуст.",
        ),
    ),
    "sv": (
        (
            "Grannen öppnade dörren när en kvinna från samma gata knackade på med oss.",
            "Utan grannen var det ingen som öppnade dörren för oss på gatan.",
            "Varje dörr som öppnades hade en granne bredvid oss.",
            "Grannarna knackade på dörren och dörren öppnades med en gång.",
        ),
        (
            "Träden gav skugga och trottoaren var sval i värmen.",
            "Utan träd finns det ingen skugga på trottoaren när värmen kommer.",
            "Folk går över vägen för att gå i skuggan av träden i värmen.",
            "Gamla träd ger mer skugga än unga träd på trottoaren.",
        ),
    ),
    "tr": (
        (
            "Komşu kapıyı açtı, çünkü aynı sokaktan bir kadın bizimle geldi.",
            "Komşu olmadan sokakta hiç kimse kapıyı açmadı.",
            "Açılan her kapıda yanımızda bir komşu vardı.",
            "Komşular kapıyı çaldı ve kapı hemen açıldı.",
        ),
        (
            "Ağaçlar gölge verdi ve kaldırım sıcakta serin kaldı.",
            "Ağaç yoksa gölge de yok ve sıcak kaldırımda kalıyor.",
            "İnsanlar sıcakta ağaçların gölgesi için karşıya geçiyor.",
            "Genç ağaçlar daha gölge vermiyor, kaldırım sıcakta boş.",
        ),
    ),
    "sw": (
        (
            "Jirani alifungua mlango baada ya mama wa mtaa huo kubisha hodi pamoja nasi.",
            "Bila jirani hakuna mtu katika mtaa aliyefungua mlango wake.",
            "Kila mlango uliofunguliwa ulikuwa na jirani kando yetu.",
            "Jirani alibisha hodi na mlango ulifunguliwa mara moja kwa sababu ya jirani.",
        ),
        (
            "Miti ilitoa kivuli na njia ilikuwa baridi wakati wa joto kali.",
            "Bila miti hakuna kivuli na joto linabaki kwenye njia.",
            "Watu wanatembea kwenye kivuli cha miti wakati wa joto.",
            "Miti michanga bado haitoi kivuli na njia ni tupu kwa sababu ya joto.",
        ),
    ),
    "th": (
        (
            "เพื่อนบ้านเปิดประตูเมื่อมีคนจากถนนเดียวกันมากับเรา",
            "ถ้าไม่มีเพื่อนบ้าน ไม่มีใครเปิดประตูให้เรา",
            "ทุกประตูที่เปิดมีเพื่อนบ้านอยู่ข้างเรา",
            "เพื่อนบ้านเคาะประตูแล้วประตูก็เปิดทันที",
        ),
        (
            "ต้นไม้ให้ร่มเงาและทางเท้าเย็นในวันที่อากาศร้อน",
            "ถ้าไม่มีต้นไม้ก็ไม่มีร่มเงาและทางเท้าร้อน",
            "ผู้คนเดินใต้ร่มเงาของต้นไม้เมื่ออากาศร้อน",
            "ต้นไม้เล็กยังไม่ให้ร่มเงา ทางเท้าจึงร้อน",
        ),
    ),
    "ko": (
        (
            "이웃이 문을 열었을 때 같은 거리의 여성이 우리와 함께 있었다",
            "이웃이 없으면 아무도 문을 열어 주지 않았다",
            "열린 모든 집에서 이웃이 문을 두드렸고 우리 옆에 있었다",
            "이웃이 문을 두드리자 바로 문을 열어 주었다",
        ),
        (
            "나무가 그늘을 만들어 더위 속에서도 보도가 시원했다",
            "나무가 없으면 그늘을 찾을 수 없고 더위가 남는다",
            "사람들은 더위 속에서 나무가 있는 그늘을 따라 걷는다",
            "어린 나무가 많아 아직 그늘을 만들지 못해 더위가 심하다",
        ),
    ),
}  # fmt: skip

ROUGHLY = ("ko", "sw", "th")
"""Languages that the analyser knows by sight and no more."""
