"""Words too common to say what a text is about, for each language the analyser knows."""

_LISTS = {
    "en": """
a about above across actually after again against ago all almost alone along already also although always am among
an and another any anyone anything are aren around as ask asked at away back be became because become been before
began being below best better between both but by came can cannot come could couldn did didn do does doesn doing don
done down during each either else enough even ever every everyone everything few find first for found from further
gave get gets getting give given go goes going good got had hadn half has hasn have haven having he her here hers
herself him himself his how however if in instead into is isn it its itself just keep kept knew know known last later
least less let like little ll long look looked lot made make makes many may me mean means might mine more most much
must my myself near nearly need needed needs neither never next no nobody none nor not nothing now of off often on
once one ones only onto or other others our ours ourselves out over own per perhaps put quite rather re really said
same saw say says see seem seemed seen several shall she should since so some someone something soon still such take
taken than that the their theirs them themselves then there these they thing things think this those though three
through time times to together told too took towards tried try trying turned two under until up upon us use used
using usually ve very via want wanted was wasn way ways we well went were weren what when where whether which while
who whole whom whose why will with within without won would wouldn yes yet you your yours yourself four five six
seven eight nine ten second new
""",
    "de": """
aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes auch auf aus bei beim bereits
bin bis bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darüber das dass davon davor
dazu dein deine dem den denn der deren des dessen deshalb desto dich die dies diese diesem diesen dieser dieses dir
doch dort drei du durch eben ein eine einem einen einer eines einfach einige einigen einmal er erst erste ersten es
etwa etwas euch euer eure für gab gar geben gegen gehen geht gemacht gerade gibt gut habe haben hat hatte hatten hätte
hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in indem ins ist ja je jede jedem jeden jeder
jedes jetzt kam kann kaum kein keine keinem keinen keiner kommen können könnte konnte konnten machen man manche mehr
mein meine mich mir mit muss müssen musste mussten nach nachdem nächste nächsten neben nicht nichts noch nun nur ob
oder oft ohne schon sehr sein seine seinem seinen seiner seit selbst sich sie sind so sobald sogar solche soll sollen
sollte sondern sonst statt trotz über um und uns unser unsere unserem unseren unserer unter viel viele vielen vom von
vor wann war waren warum was weder weg wegen weil weiter weitere welche wenig wenn wer werde werden wie wieder will
wir wird wo wurde wurden würde würden während zu zum zur zwar zwei zwischen
""",
    "fr": """
ai aie ainsi alors après assez au aucun aucune aujourd auquel aussi autre autres aux avaient avait avant avec avoir
avons beaucoup bien bon car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez comme comment
contre dans de déjà depuis dernier dernière des deux devant doit doivent donc dont du elle elles en encore entre est
et étaient était étant été être eu eux faire fait faut fois font hors il ils je jamais jusqu jusque la là le lequel
les leur leurs lors lorsque lui ma mais me même mêmes mes mieux moi moins mon ne ni non nos notre nôtre nous on ont
ou où par parce parfois pas pendant peu peut peuvent plus plusieurs plutôt pour pourquoi premier première presque
puis qu quand que quel quelle quelles quelque quelques quels qui quoi rien sa sans se sera ses seulement si sinon
soit son sont sous souvent sur ta tandis tant te tel telle tes toi ton toujours tous tout toute toutes très trois
trop tu un une va vers voici voir vont vos votre vous
""",
    "es": """
a al algo algún alguna algunas alguno algunos allí ambos ante antes aquel aquella aquellos aquí así aún aunque bajo
bien cada casi como cómo con contra cosa cosas cual cuál cuales cualquier cuando cuándo cuanto cuya cuyo da dado de
debe deben del desde después día donde dónde dos durante e el él ella ellas ellos en entonces entre era eran es esa
esas ese eso esos esta está están estar estas este esto estos estaba estaban fue fueron ha haber había habían hace
hacen hacer hacia han hasta hay he hecho hemos hizo incluso la las le les lo los luego más me mediante menos mi
mientras mis misma mismo mismos mucha muchas mucho muchos muy nada ni ningún ninguna no nos nosotros nuestra nuestras
nuestro nuestros nunca o os otra otras otro otros para pero poco por porque pues puede pueden que qué quien quién
quienes se sea según ser será si sí sido siempre sin sino sobre solo sólo son su sus tal también tampoco tan tanto te
tenemos tener tenía tiene tienen toda todas todavía todo todos tras tres tu tus tuvo un una unas uno unos usted va
vamos varias varios vez y ya yo
""",
    "it": """
a abbiamo ad agli ai al alcune alcuni alla alle allo allora altra altre altri altro anche ancora anni aveva avevano
avere bene c che chi ci ciò circa coi col come con contro così cui da dagli dai dal dalla dalle dallo degli dei del
della delle dello dentro deve devono di dopo dove due durante e è ed era erano essere fa fare fatto fino fra fu già
gli ha hanno ho i il in infatti insieme io la le lei li lo loro lui ma mai me meglio meno mentre mi mio molta molte
molti molto ne negli nei nel nella nelle nello nessun nessuna no noi non nostra nostre nostri nostro o ogni oltre ora
per perché però più poco poi possono prima primo proprio può qua quale quali quando quanto quasi quella quelle quelli
quello questa queste questi questo qui quindi se sei sempre senza si sì sia solo sono sopra sotto sta stata state
stati stato su sua sue sugli sui sul sulla sulle suo suoi tra tre troppo tu tutta tutte tutti tutto un una uno va
verso vi viene voi volta
""",
    "pt": """
a ao aos aquela aquelas aquele aqueles aquilo as assim até cada com como contra da dar das de dela delas dele deles
depois desde dessa desse desta deste deve devem do dois dos duas durante e é ela elas ele eles em embora então entre
era eram essa essas esse esses esta está estamos estão estas estava estavam este estes eu faz fazem fazer feito foi
for foram há isso isto já lá lhe lhes lo logo mais mas me meio melhor menos mesma mesmo mesmos meu minha muita muitas
muito muitos na nada não nas nem nenhum nessa nesse nesta neste no nos nós nossa nossas nosso nossos num numa nunca o
onde os ou outra outras outro outros para pela pelas pelo pelos pode podem por porque porquê pouco pouca pois pôde
primeira primeiro quais qual qualquer quando quanto quase que quem sabe são se seja sem sempre ser será seu seus só
sobre sua suas também tanto tão te tem têm temos tendo ter teve tinha tinham toda todas todo todos três tudo um uma
umas uns vai vamos vez vezes você
""",
    "nl": """
aan af al alle alleen alles als altijd andere anders ben bij bijna binnen bleek bleef daar daarna daarom dan dat de
deed den der deze die dit doch doen door drie dus een eens eerst eerste elk elke en enkele er erg even geen gegeven
gewoon ging goed ga gaan gaat had hadden haar heb hebben heeft heel hem hen hen het hier hij hoe hun iedere iedereen
iemand iets ik in is ja je juist jullie kan keer kon konden kunnen kwam later maakt maken maar me meer meest men met
mij mijn minder moest moesten moet moeten na naar nadat niemand niet niets nog nooit nu of om omdat onder ons onze
ook op over pas per precies samen sinds soms steeds te tegen tegenover terug terwijl tijdens toch toen tot tussen
twee u uit uw vaak van veel verder via vol volgens volgende voor vooral vorige waar waarbij waarin waarom wanneer
want waren was wat weer weg weinig wel welke werd werden wie wij wil willen worden wordt zal ze zeer zelf zelfs
zich zij zijn zo zoals zonder zou zouden zowel zullen
""",
    "sv": """
alla allt än andra är att av bara behöver blev bli blir blivit både de dem den denna deras dess dessa det detta dig
din dina ditt du där då efter ej eller en er ett fick finns fler flera för få får före första från genom gick gjorde
gör göra ha had hade han har hela henne hennes hon honom hur här i igen in ingen inget innan inte ja jag kan kom
kommer kunde kunna lite man med medan mellan men mer mest mig min mina mitt mot mycket många måste ni nog nu nya
någon något några när nästa och också om oss på redan samma sedan sig sin sina sitt själv ska skulle som så sådan
till två tre under upp ut utan vad var vara vem vi vid vilka vilken vill vore vår våra vårt
""",
    "da": """
af aldrig alle alt altid anden andet andre at bare begge blev blive bliver da de dem den denne der deres det dette
dig din dine dit dog du efter egen eller en end endnu er et fik fire flere for fordi fra før få får første gennem
gik gjorde god gør gøre ham han hans har havde have hele hende hendes her hos hun hvad hvem hver hvilken hvis hvor
hvordan hvorfor i igen ikke ind ingen intet ja jeg jer kan kom komme kommer kun kunne lidt man mange med meget mellem
men mens mere mest mig min mine mit mod må næste nej nogen noget nogle nok nu når og også om op os over på samme selv
sig sin sine sit skal skulle som så tre til to ud uden under var ved vi vil ville vores være været
""",
    "no": """
alle alt andre at av bare begge ble blei bli blir blitt da de deg dem den denne der deres det dette din disse ditt du
eller en ene enn er et ett etter fikk fire flere for fordi fra får først første gikk gjennom gjorde gjør gjøre ha
hadde han hans har hele henne hennes her hos hun hva hvem hver hvilke hvilken hvis hvor hvordan hvorfor i igjen ikke
ingen inn ja jeg kan kom kommer kun kunne litt man mange med meg mellom men mens mer mest min mitt mot må neste nei
noe noen nok nå når og også om opp oss over på samme seg selv sin sine sitt skal skulle som så til to tre under ut
uten var ved vi vil ville vår våre være vært
""",
    "fi": """
ainakin ei eivät ehkä eli en ennen että edes heidän heille he hän hänen ihan itse ja jo johon joissa joita jolla jonka
jos joskus jossa jota jotka jotta joka kaikki kanssa keskellä koko koska kuin kuinka kuitenkin kun kuten kyllä lisäksi
me meidän meille mikä mitä mukaan mukana mutta muun muut myös myöhemmin ne niiden niin niitä noin nyt näin nämä
oikein olemme oli olisi olivat olla ollut on ovat paljon pitkin pitää se sekä sen siellä siihen siinä sillä sitten
sitä sitä tai te tuli tulee tämä tämän tässä tätä useita vaan vaikka vain vasta vielä voi voidaan voivat yksi yli
""",
    "pl": """
aby albo ale ani aż bardziej bardzo bez bo by był była było były być choć chyba ci co coś czy czyli dla dlaczego do
dwa gdy gdyż gdzie go ich ile im inne inny ja jak jako jakie jaki je jeden jednak jednym jego jej jest jeszcze jeśli
już każdy kiedy kilka kto która które którego której który którym których którzy lecz lub ma mają mam mi mimo mnie
mogą może można mu my na nad nam nas nasz nasze nawet nic nich nie niej nim niż no o od on ona one oni ono oraz po
pod podczas ponad ponieważ potem pół przed przede przez przy również są się sobie swoje ta tak także tam te tego tej
ten też to tu tutaj tych tylko tym tyle u w we wiele więc wszystkie wszystko wtedy wy z za żeby ze został została
""",
    "ru": """
а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее ещё еще если
есть же за здесь и из или им их к как какая какой когда кто ли либо между меня мне много может можно мы на над надо
наш не него нее ней нельзя нет ни них но ну о об один он она они оно от очень перед по под после потом потому почти
при про раз с сам свою себе себя сейчас со так также такой там те тем то тогда того тоже только том тот три тут ты у
уже хотя чего чем через что чтобы чуть эти этих это этого этой этом этот эту я
""",
    "uk": """
а або але без би був була були було бути в вже ви від він вона вони все всі де для до ж за з зі його її їх й і із ін
інші коли ми може можна на над нам нас наш не ні ну об один під після по при про раз с свою себе так також там те ти
тим то тоді того тому тут у усі хто це цього цей цим через чи що щоб як яка яке який які якщо
""",
    "ar": """
أحد أن أنا أنت أو أول أي إذا إلا إلى إن إنه الآن التي الذي الذين ألا أما بعد بعض بل بين تحت تلك تم ثم حتى حول حيث
خلال ذلك ضد عن عند عندما على عليه غير فقط في فيه فيها قبل قد كان كانت كانوا كل كلا كما كيف لا لأن لكن لم لن له لها
لهم لو ليس ما ماذا مع مما من منذ منه منها نحن نحو هذا هذه هل هم هنا هناك هو هي وأن وفي وقد ولا ولم وما ومن وهو وهي
يكون يمكن
""",
    "el": """
αλλά αν από αυτά αυτή αυτό αυτός για δεν διότι εγώ εδώ εκεί είναι είχαν είχε εμείς ένα ένας έχει έχουν ή ήταν θα και
κάθε καθώς και κατά κι λοιπόν μας με μετά μέχρι μη μην μια μόνο μου να ο οι όμως όπως όταν ότι ού ούτε πιο πολύ που
πριν προς πως σαν σας σε στα στη στην στις στο στον στους σου τα της τη την τι τις το τον του τους των τώρα ως ώστε
""",
    "tr": """
ama ancak artık aslında az bana bazı belki ben beni benim bile bir biri birkaç biz bize bizim böyle bu buna bunda
bundan bunlar bunu bunun burada çok çünkü da daha de defa değil diye dolayı en fakat gibi göre hem hep hepsi her hiç
için ile ise kadar kendi ki kim kimse mi mu mı mü nasıl ne neden nerede o olan olarak oldu olduğu olmak olması on ona
ondan onlar onu onun orada oysa öyle sadece sanki sen siz son sonra şey şimdi şu tüm üzere var ve veya ya yani yine
yok zaten
""",
    "ro": """
acest această aceste acolo acum ai aici al ale am apoi are ar as asta atunci au avea avem ca că când care cât către ce
cea cei cel chiar cine cu cum dar de decât deci deja după ea ei el ele era este eu face fără fi fiind fost foarte iar
îl în încă între își la le lor lui mai mult nici noi nostru nu numai o pe pentru peste poate prin sa să sau se și sunt
toate toți tot trebuie un una unde unei unor unui va vor
""",
    "hu": """
a abban addig ahogy ahol aki akkor alatt amely ami amikor annak arra az azért azok azonban azt be csak de e egy egyes
egyik el ez ezek ezért ezt fel hanem hogy hogyan ha ide igen is itt jó két ki kell le legyen lehet lenne lesz ma majd
már más meg még mely mert mi miért mikor minden mindig mint most nagy nagyon ne nekünk nélkül nem nincs ő ők össze
pedig sem sok számára után utána vagy van vannak vele volt voltak
""",
    "cs": """
aby ale ani asi až bez bude budou by byl byla byli bylo být co což další do i ho jak jako je jeho jejich její jen
ještě jich již jsem jsme jsou k kde kdo když která které který kteří ke ma má mezi mi mít mnoho může na nad nám nás ne
nebo nebyl není než nic o od on ona oni pak po pod pokud pouze pro proto protože před při s se si svých ta tak také
tam tato tedy ten tento ti to toho tom tomu u už v ve však vše z za ze že
""",
    "ca": """
a al als amb aquest aquesta aquests així això bé cada com d de del dels després des dins doncs el ella els em en
encara ens entre era eren és es et ha han havia hi i ja la les li llavors més molt molts na ni no nosaltres o on per
però perquè pel pels poc quan què qual quin res sense ser seu seva si sobre són també tan tenir tot tota tots un una
va van vam vol
""",
    "id": """
ada adalah agar akan akhirnya aku atau bagi bahwa banyak baru beberapa belum bisa bukan dan dapat dari dengan di dia
dalam hanya harus hingga ia ini itu jadi jika juga kami karena kalau ke kepada ketika kita lagi lain lebih maka masih
mereka namun oleh orang pada para pernah saat saja sama sangat saya sebagai sebelum sedang sehingga sejak semua
seperti serta setelah sudah tanpa telah tentang terhadap tetapi tidak untuk yang
""",
    "hi": """
अगर अपना अपनी अपने अब इस इसे उन उनके उस उसे एक एवं और का कि किया किसी की कुछ के को कोई क्या गई गया जब जा जो तक तब तो
था थी थे दिया दो द्वारा न नहीं ने पर फिर बहुत भी में मैं यह यहाँ या ये रहा रही रहे लिए वह वहाँ वाले वे से सब साथ हम
हमने हमें हर ही हुआ हुई हुए है हैं हो होता होती होने
""",
    "fa": """
از است اگر اما این آن آنها با باید باشد بر برای بسیار بود بودند به بین پس پیش تا تر جز چه چون چند حتی خود خیلی در دارد
دارند دیگر را روی شد شده شود شما فقط که کرد کرده کند کنند ما من مورد می نه نیز نیست های هر هم همه همین هنوز وقتی ولی و
یا یک
""",
    "sw": """
ajili alikuwa ambao ambayo au baada bado basi bila cha haya hii hiyo hizo huku huo hivyo ile ili ilikuwa ingawa je juu
kabla kama kati katika kila kisha kuhusu kutoka kuwa kwa kwamba kwenye la lakini mbele na nao ndani ni nini pamoja pia
sana sasa si sisi tu tulikuwa ule vya wa wake wao wakati wale wengi wetu wote ya yake yao yetu za zaidi zote
""",
    "so": """
aad ah ahaa ahayd aan ayaa ayay ayuu badan ee gal hadda iyo ilaa isku iyada iyaga isaga in inay inuu jiray kale karo
kasta kaddib kuwa laakiin lagu laga loo markii oo si sidii sidoo soo tahay u uga ugu waa waan waxa waxaa waxay waxuu
wuxuu xitaa
""",
    "vi": """
anh bị bởi cả các cái cần càng chỉ cho chưa chúng có còn của cùng cũng đã đang đây để đến đều điều do đó được em gì
hay hơn khi không là lại lên lúc mà mình mỗi một nên nếu ngay nhiều như nhưng những này nữa phải qua ra rằng rất sau
sẽ sự tại theo thì tôi trên trong từ tuy và vẫn vào về vì với vừa
""",
    "tl": """
ako ang ang at ating ay ba bago bakit dahil dapat dating din dito hanggang hindi ito iyon kanila kanilang kami kapag
kasi kaya kung lamang lang maging mga may mayroon mula muna na namin natin ng ngayon ngunit nila nito para pero rin sa
sila siya upang wala
""",
    "et": """
aga alles ei enne ennast et ehk ega emme ennem ikka ise ja juba ka kas kes kogu kõik kui kuid kuidas kus küll ma mida
mille mis miks mitte me meie minu nad need neid nende nii nüüd oli olid olime oma on ole palju pärast peab pole ka sai
sealt see seda selle siis siin sest ta tema teine tuli veel vaid väga või
""",
    "sq": """
ai ajo ata ato ca dhe deri disa do duke e edhe është ishte ishin i janë jo juaj ka kam kanë kemi kësaj këtë kjo ky ku
kur këto ma më me mund na në nëse nga një ne o pa pas pasi për por prej që saj se së si sipas shumë t të ti tij tyre u
unë vetëm
""",
    "hr": """
ako ali bez bi bila bili bilo bio biti da dok do ga gdje i iako ih ili im iz ja je jedan jer još kad kada kako kao kod
koja koje koji koju li me mi mu na nad nakon nam nas ne nego nema nije nisu no o od oko on ona oni ono ova ove ovo pa
po pod pri prije s sa samo se smo su sve svi ta tako također te ti to u uz već vrlo za zato zbog što
""",
}

STOPWORDS: dict[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _LISTS.items()}
