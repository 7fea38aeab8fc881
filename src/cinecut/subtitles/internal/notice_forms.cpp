#include "cinecut/subtitles/internal/notice_forms.h"

#include <array>

namespace cinecut::subtitles {
namespace {

constexpr auto kDecisive = std::to_array<const char*>({
    // Sites and groups, and what they write.
    R"(\b(?:open-?\s?subtitles?|addic7ed|subscene|yify|podnapisi\.|tv-?subtitles|subdivx|undertexter\.)"
    R"(|turkcealtyazi|titlovi\.com|napiprojekt|napisy24|legendas\.?tv|tusubtitulo|subtitulamos|my-subs)"
    R"(|sous-?titreur|subdl|amara\.?\s?org|yts\.\w{2}|osdb\.link|1xbet|melbet|nord\s?vpn|explosiveskull)"
    R"(|dimatorzok|psarips?|italiansubs|argenteam|divxplanet|feliratok\.|titulky\.com|swesub)\b)",
    R"(\badvertis\w* your (?:product|brand|business|company))",
    R"(\bsupport us and (?:become (?:a )?vip|get add?)|\bbecome (?:a )?vip[- ]member|\bremove all ads\b)",
    R"(\brate this (?:sub)?title|\bhelp other users? (?:to )?choose|\bchoose the best subtitles)",
    R"(\bsubtitles? (?:downloaded|extracted|ripped) from\b|\bdownloaded from (?:www|https?))",
    R"(\bwatch (?:any |all |more |free )?(?:videos?|movies?|films?|series|tv shows?)(?: and \w+(?: \w+)?)? online\b)",
    R"(\bdownload (?:movie |free |more )+subtitles?\b|\bsubtitles? (?:searcher|downloader)\b)",
    R"(\b(?:do you )?want subtitles for any\b|\bbest watched using\b|\buse the free code\b)",
    R"(\bofficial \w+ (?:movies?|films?|torrents?) site\b|\blowest file size\b|\bthe best (?:720|1080|2160)p\b)",
    R"(\b(?:closed[- ]?)?(?:caption(?:s|ing|ed)?|subtitl(?:es?|ing|ed)) (?:is |are |was |were )?)"
    R"((?:made possible|paid for|sponsored|provided|funded|performed|brought to you|copyright|©) ?)",
    R"(\boriginal air ?date\b|\b(?:facebook|twitter|instagram|patreon|paypal|telegram)\.(?:com|me)/)",
    R"(\b(?:t\.me|discord\.gg)/|\b(?:follow|like|find|join|support) us on (?:facebook|twitter|instagram)"
    R"(|telegram|youtube|discord|patreon)\b)",
    R"((?:©|\(c\)|\bcopyright) ?(?:\w+ ){0,2}(?:19|20)\d\d\b|^\W*all rights reserved\W*$)",
    // What recognisers learnt from videos on the web.
    R"(\bsubscribe (?:to|on) (?:my|our|the|this|your) (?:\w+ )?channel\b|^\W*please,? (?:like|subscribe)\W*$)",
    R"(\b(?:like|comment|share),?(?: and| &)? (?:like|comment|share),?(?: and| &)? subscribe\b)",
    R"(\bsubscribe(?:,| and| &) (?:like|comment|share|hit the)\b)",
    R"(^\W*(?:please |so |and )*(?:like|comment|share)(?:,? (?:like|comment|share))*,?(?: and| &) subscribe\b)",
    R"(\b(?:don'?t|do not) forget to (?:like (?:and|this)|subscribe)\b|\bhit (?:the|that) notification bell\b)",
    R"(\bsee you (?:guys |all )?in (?:the|my|our) next video\b|\bif you (?:liked?|enjoy(?:ed)?) this video\b)",
    R"(\bfor watching (?:this|my|our) (?:video|channel)\b|\blink(?:s)? in the description\b)",
    R"(\babonn(?:iert|ieren|iere)\b.{0,20}\bkanal\b|\babonne(?:z-vous|r)\b.{0,20}\bcha[iî]ne\b)",
    R"(\bsuscr[ií](?:bete|banse|b[ae]se|birte)\b.{0,20}\bcanal\b|\binscrev(?:a-se|am-se)\b.{0,20}\bcanal\b)",
    R"(\biscriv(?:iti|etevi)\b.{0,20}\bcanale\b|\bподпи(?:сывайтесь|шитесь|саться)\b.{0,20}\bканал)",
    R"(subscribe cho kênh|đăng ký kênh|اشتركوا في القناة|チャンネル登録|구독과? ?(?:과 )?좋아요)",
    R"(ご視聴(?:いただき)?ありがとう|시청해 ?주셔서 ?감사|请不吝点赞|請不吝點贊|明镜与点点|字幕志愿者)",
    R"(\bsous-titrage (?:st' ?501|société radio-canada|fr)\b|\bmbc 뉴스\b|ترجمة نانسي قنقر)",
});

constexpr auto kAddresses = std::to_array<const char*>({
    R"((?:https?://|\bwww\.)[\w.-]+\.[a-z]{2,}\S*)",
});

constexpr auto kDomains = std::to_array<const char*>({
    R"(\b[\w-]+\.(?:com|org|net|info|eu|tv|mx|to|me|co|cc|ws|io|de|fr|es|it|nl|pl|cz|sk|ru|hu|ro|bg|gr|se)"
    R"(|no|dk|fi|br|pt|tr|hr|rs|si)\b(?:/\S*)?)",
});

constexpr auto kOffers = std::to_array<const char*>({
    R"(\b(?:visit|support us|download(?:ed)? (?:from|at)|sponsor\w*|promo|bonus|casino|movies|for free|brought to you)\b)",
});

constexpr auto kSubtitling = std::to_array<const char*>({
    R"(\b(?:subtitles?|subs|subbed|sync(?:ed|hroni[sz]ed)?|resync\w*|advertis\w*|captions?|captioned|encoded by|ripped by)"
    R"(|translated by|corrected by|corrections by|vip|free (?:movies?|films?|downloads?))\b)",
    R"(\b(?:untertitel\w*|sous-?titres?|subt[ií]tulos?|legendas?|sottotitoli|ondertiteling|napisy|titulky)"
    R"(|undertekst\w*|undertext\w*|prevod|prijevod|felirat\w*|subtitrare\w*|субтитр\w*|перевод|превод)\b)",
});

// Each followed by the word for "by", a colon or another word of that language's usual credits.
constexpr auto kCredits = std::to_array<const char*>({
    R"((?:(?:english|german|french|spanish|italian|dutch|swedish|danish|norwegian|finnish|polish|czech|portuguese)"
    R"(|brazilian|russian|greek|turkish|hungarian|romanian|arabic|hebrew|chinese|japanese|korean|original|fan) )?)"
    R"((?:sub(?:title)?s|subtitle[sd]?|subtitling|(?:closed )?caption(?:s|ed|ing)?|re-?sync\w*|sync(?:ed|hro)?)"
    R"(|synchroni[sz]\w+)(?: file)?(?:(?:,| and| &| \+|/)+ ?[\w-]+){0,3}(?: (?:created|made|done|provided))?)"
    R"( ?(?:by:? (?!the |a |an |my |your |his |her |their |our )|: ?)\S)",
    R"((?:this )?(?:program|film|movie|episode)(?: is| was)? (?:captioned|subtitled) by\b)",
    R"(untertitel(?:ung|t)?\b ?(?::|von\b|der\b|des\b|im auftrag|durch|und\b|by\b|swr|zdf|ard|br\b|ndr|wdr|mdr|funk|©|\d{4}))",
    R"(sous[- ]titr(?:es?|age|é|ée)s?\b ?(?::|par\b|réalis|st'|©|proposés|by\b))",
    R"(subt[ií]tul(?:os|o|ado|ada|aje)s? ?(?::|por\b|realizad|hech|cread|descargad|corregid|by\b|de la comunidad))",
    R"(legenda(?:s|do|da|gem)? ?(?::|por\b|pela\b|by\b)|sincronia ?(?::|e\b|por\b))",
    R"(sottotitol(?:i|o|ato|azione) ?(?::|di\b|da\b|a cura|creati|e revisione|tradotti|by\b))",
    R"(ondertitel(?:ing|d|s)? ?(?::|door\b|ingediend|by\b)|vertaald door\b)",
    R"(napisy ?(?::|by\b|stworzone|pobrane|wykon|przygot|dla\b)|t[łl]umaczenie (?:i|ze słuchu|napis)|tekst polski ?:)",
    R"(titulky ?(?::|vytvo|přelo|prelo|by\b|od\b|přečas|precas)|(?:překlad|preklad|přeložil|preložil)a? (?:a|do|z)\b)",
    R"((?:titlovi|podnapisi|prijevod i|prevod i|preveo i|prevela i|sin[hk]ronizacija) ?(?::|by\b|obrada|adaptacija|od\b|\S))",
    R"((?:undertext(?:er|ning)?|textning|undertekst(?:er|ning)?|teksting|tekstet|svensk text|norsk tekst|dansk tekst)"
    R"(|(?:svenska|norske|danske) (?:undertexter|tekster)) ?(?::|av\b|af\b|ved\b|by\b|©))",
    R"((?:översatt|oversatt|oversat) (?:och \w+ |og \w+ )?(?:av|af)\b|tekstitys ?:|suomennos ?:)",
    R"((?:magyar )?felirat(?:ot?)?(?: készítette)? ?(?::|by\b)|fordította ?:|magyar szöveg ?:)",
    R"(subtitr(?:are|area|ări|at) ?(?::|de\b|by\b|adapt)|traducere(?:a)? (?:și|si|şi) \S|tradus (?:și|si|şi) \S)",
    R"((?:субтитры?|субтитри|редактор субтитров) ?(?::|сделал|создавал|создал|подогнал|добавил|делал|и\b|от\b|by\b|[а-я]\.))",
    R"((?:превод и|перевод и|переклад і) \S|(?:υπότιτλοι|υποτιτλισμός) ?(?::|από\b|by\b|-)|απόδοση(?: διαλόγων)? ?:)",
    R"((?:altyaz[ıi]|alt yaz[ıi]) ?(?::|by\b|m\.?k\b|-)|çeviri ?(?::|by\b|ve\b|-)|çeviren ?:)",
    R"((?:ترجمة|ترجمه|زیرنویس|تعديل الترجمة|تمت الترجمة|مترجم) ?(?::|وتعديل|و تعديل|بواسطة|توسط|از))",
    R"((?:תורגם|תרגום|סונכרן|כתוביות) ?(?::|על[- ]?ידי|ע"י|וסונכרן|משמיעה))",
    R"((?:中文|简体|繁體)?(?:字幕(?:组|組|制作)?|翻译|翻譯|校对|校對|时间轴|時間軸|翻訳|字幕翻訳) ?(?::|：|由|提供))",
    R"((?:자막(?:제작)?|번역|싱크) ?(?::|제작|by\b)|(?:diterjemahkan|penerjemah|alih bahasa|terjemahan) ?(?::|oleh\b))",
    R"((?:phụ đề|biên dịch|người dịch) ?(?::|bởi\b|và\b)|(?:คำบรรยาย|บรรยายไทย|แปล)โดย)",
});

constexpr auto kNames = std::to_array<const char*>({
    R"((?:\w+ )?(?:translat(?:ed|ion)|transcri(?:bed|ption|pt)|adapt(?:ed|ation)|edited|timed|timing|encoded|ripped|uploaded)"
    R"(|improved|proofread(?:ing)?|correct(?:ed|ions?)|ocr|typesetting)(?:(?:,| and| &| \+|/)+ ?\w+){0,2} ?(?:by ?:?|:))",
    R"((?:übersetz(?:ung|t)|bearbeitung|korrektur|bearbeitet) ?(?::|von\b))",
    R"((?:traduction|adaptation|synchro|relecture|traduit|adapté|correction) ?(?:et \w+ ?)?(?::|par\b))",
    R"((?:traducción|traduccion|corrección|sincronización|traducido|corregido|sincronizado) ?(?:y \w+ ?)?(?::|por\b))",
    R"((?:tradução|revisão|traduzido|sincronizado|revisado) ?(?:e \w+ ?)?(?::|por\b))",
    R"((?:traduzione|revisione|tradotto|revisionato) ?(?:e \w+ ?)?(?::|di\b|da\b))",
    R"((?:vertaling|bewerking|controle|tłumaczenie|korekta|dopasowanie|tekst|przekład|překlad|preklad|korekce|časování))"
    R"( ?(?::|door\b))",
    R"((?:přeložil|preložil|přečasoval|tłumaczył|preveo|prevela|prevedel|prevod|prijevod|obrada|lektura)a? ?:?)",
    R"((?:översättning|oversettelse|oversættelse|tekst|käännös|suomentanut|kääntänyt|fordítás|időzítette|javította))"
    R"( ?(?::|av\b|af\b)?)",
    R"((?:traducerea?|tradus|adaptarea?|sincronizarea?|перевод|переклад|превод|редактор|корректор|редакция|синхронизация))"
    R"( ?(?::|de\b|от\b))",
    R"((?:μετάφραση|επιμέλεια|συγχρονισμός|senkron|düzenleme) ?:)",
});

constexpr auto kPossible = std::to_array<const char*>({
    R"((?:well,? |okay,? |and )?(?:thanks|thank you)(?: so much| very much| again| all| guys| everyone)* for )"
    R"((?:watching|viewing|listening|tuning in|your attention)(?:,? (?:everyone|everybody|guys|folks|all))?)",
    R"((?:vielen )?danke? (?:fürs|für das|für ihre|für eure) (?:zuschauen|zusehen|aufmerksamkeit|zuhören))",
    R"(merci (?:à tous )?(?:d'avoir (?:regardé|suivi)|pour votre attention)(?: cette vidéo)?)",
    R"(¡?(?:muchas )?gracias por (?:ver|mirar)(?: el video| este video| el vídeo)?|(?:muito )?obrigad[oa] por assistir)",
    R"(grazie per (?:la visione|aver guardato|l'attenzione)|bedankt voor het kijken|tack för att (?:ni|du) tittade?)",
    R"(takk for at du så på|tak fordi (?:i|du) så med|kiitos,? (?:kun|että) katso\w+|děkuj[ie] za (?:pozornost|sledování))",
    R"(dzięk(?:uję|i) za (?:uwagę|oglądanie)|спасибо за (?:просмотр|внимание)|продолжение следует)",
    R"(дякую за перегляд|izlediğiniz için teşekkür(?:ler| ederim| ederiz)?|hvala na gledanju|köszönöm a figyelmet)",
    R"(see you (?:guys )?next time|to be continued|terima kasih telah menonton|cảm ơn (?:các bạn )?đã (?:theo dõi|xem))",
});

}  // namespace

std::span<const char* const> decisive_forms() { return kDecisive; }
std::span<const char* const> address_forms() { return kAddresses; }
std::span<const char* const> domain_forms() { return kDomains; }
std::span<const char* const> offer_forms() { return kOffers; }
std::span<const char* const> subtitling_forms() { return kSubtitling; }
std::span<const char* const> credit_forms() { return kCredits; }
std::span<const char* const> name_forms() { return kNames; }
std::span<const char* const> possible_forms() { return kPossible; }

}  // namespace cinecut::subtitles
