#include "cinecut/subtitles/internal/lexicon.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace cinecut::subtitles {
namespace {

struct Group {
  edit::Emotion emotion;
  float weight;
  std::string_view words;  // "stem*": every word that begins so. "two_words": a phrase.
};

using enum edit::Emotion;

constexpr Group kGroups[] = {
    // Danger, violence, threats, orders, haste.
    {intense, 1.0f,
     "kill* murder* assassin* slaughter* massacre* execut* bomb* explo* attack* ambush* hostage* "
     "grenade* open_fire run_for_your hunt_you find_you_and destroy* annihilat* take_cover "
     "get_down hands_up watch_out look_out drop_the_weapon drop_the_gun drop_your_weapon blood* "
     "shoot* war* weapon* invasion invad* apocalyp* under_attack you_will_die going_to_die "
     "gonna_die i_will_end come_after_you you_will_pay make_you_pay out_of_time last_chance"},
    {intense, 0.75f,
     "run fight* gun guns rifle* knife knives sword* blade* fire* flee danger* threat* enemy "
     "enemies revenge aveng* vengeance burn* strike* escape* trap trapped surviv* terror* torture* "
     "kidnap* stab* strangl* emergency evacuat* now_or_never no_time hurry move_it "
     "faster stop_him stop_them stop_her stop_it get_out get_back get_away get_off freeze hunt* "
     "behind_you they_are_coming they're_coming he's_coming it's_coming incoming mayday "
     "battle* army soldier* storm* crash* wreck* die dies don't_move let_go_of_me let_me_go "
     "help_me save_us save_me find_them find_him catch_him virus infected monster* beast* demon* "
     "devil* missile* nuclear warhead* gunshot* gunfire screaming sniper* ammo bullet* detonat* "
     "charge brace"},
    {intense, 0.5f,
     "dead death go_go hold_on hang_on wait_no chase* chasing follow_me arrest* steal* "
     "stole* betray* traitor* warn* destiny* end_of_the_world never_stop never_give_up "
     "at_all_costs whatever_it_takes scream* don't_you_dare shut_up damn* bastard* bitch* "
     "fuck* shit* go_to_hell what_the_hell how_dare crush* smash* must_stop have_to_stop "
     "they_found hiding hide breach* collaps* conspir* who's_there throw_you get_down_now "
     "hold_the_line find_out_who no_way_out they_took you_don't_have_a_choice do_it_now "
     "this_ends"},

    {intense, 0.35f,
     "stop quick quickly police prison* criminal* alarm* power target* secret* faster careful hell "
     "this_way climb jump now_now blind midnight deadly darkness"},

    // Love and tenderness.
    {romantic, 1.1f,
     "i_love_you love_you loved_you in_love_with fall_in_love fell_in_love falling_in_love "
     "marry_me "
     "kiss_me my_love my_darling i_need_you be_with_you my_heart made_for_each_other "
     "love_of_my_life will_you_marry i've_always_loved_you soulmate* never_leave_you"},
    {romantic, 0.75f,
     "kiss* darling sweetheart beloved romance romantic* lover* honeymoon wedding* bride* groom "
     "fiancé* fiance* propose_to miss_you missed_you think_of_you thinking_of_you hold_me "
     "stay_with_me come_home_to_me dance_with_me valentine passion* adore* embrace* tender* "
     "beautiful_eyes your_eyes together_forever forever_and_ever never_let_you_go dream_of_you "
     "dreamt_of_you dreamed_of_you need_you want_you to_me_you_are"},
    {romantic, 0.5f,
     "love loved loves loving beloved do_you_remember remember_when gentle gently caress* "
     "affection* cherish* forever the_two_of_us you_and_me hold_my_hand take_my_hand "
     "your_smile for_ever"},

    {romantic, 0.35f,
     "heart hearts married marry marriage husband wife girlfriend boyfriend honey baby dear "
     "intimate "
     "someday your_hand sing song moonlight lovely"},

    // Grief, fear, anger, shame, disgust.
    {negative, 1.0f,
     "i'm_scared i_am_scared i_was_scared terrified heartbroken devastat* griev* grief funeral* "
     "hate_you hate_myself lost_everything nothing_left lost_him lost_her lost_them lost_you "
     "never_forgive it's_over_now she's_gone he's_gone they're_gone are_all_gone my_fault "
     "can't_live_without passed_away despair* hopeless* suicid* miscarriage kill_myself "
     "i_can't_take_it can't_take_it_anymore leave_me_alone"},
    {negative, 0.75f,
     "afraid scare* fear* hate* sad sadness cry cries crying cried weep* wept tear tears lonely "
     "loneliness sorry regret* ashamed shame guilt* suffer* hurt* pain* agony sorrow* mourn* "
     "tragic tragedy tragedies miser* angry anger furious rage hopelessly lost awful terrible "
     "horribl* horrif* nightmare* haunt* curse* cursed betrayed abandon* broken disgust* pathetic "
     "worthless useless fail failed failure* ruin* victim* cancer dying coffin grave graves "
     "buried bury orphan* widow* doomed helpless liar liars lied lies lie_to_me depress* "
     "panic* worried worry worries alone despis* loath* cruel* reject* jealous*"},
    {negative, 0.5f,
     "never_again can't_breathe tired_of exhaust* weak farewell let_you_down disappoint* "
     "leave_me left_me too_late give_up gave_up divorce* unfair drown* poor_thing "
     "no_one_cares nobody_cares goodbye i_was_wrong he_was_wrong she_was_wrong "
     "you_were_wrong something_is_wrong something's_wrong all_gone can't_swim no_hope "
     "without_hope stupid idiot blame* my_mistake went_missing is_missing alone_now sins "
     "never_lied don't_leave wish_i_had wish_i_could what_have_i_done what_have_you_done"},

    {negative, 0.35f,
     "sick ill illness disease* hospital accident* trouble* wrong bad worse worst no_one nobody "
     "nothing "
     "empty tired missing gone dark cold problem* upset impossible mistake* forget_me quit argue* "
     "fool "
     "sin mad crazy nervous late"},

    // Jokes, play, the absurd.
    {comedic, 1.0f,
     "haha* hahaha* hilarious joke jokes joking kidding ridiculous* funny funniest lol prank* "
     "that's_what_she_said are_you_kidding you're_kidding just_kidding no_pun clown* goofy"},
    {comedic, 0.75f,
     "laugh* silly weirdo* awkward* pants underwear naked butt fart* poop* toilet* diaper* nerd* "
     "dork* banana* pickle* chicken_dance tuxedo* moustache* wig karaoke hangover drunk* "
     "awesome_sauce dude bro whoa oops whoops yikes ew gross weird* absurd* nonsense "
     "monkey* goat* llama* duck* bonkers lunatic* pizza cupcake* burrito* unicorn* "
     "my_eyes_up_here is_that_my was_that_a_joke did_you_just"},
    {comedic, 0.35f,
     "smells smell hat sandwich* donut* cheese beer* dumb bald fat dancing party parties "
     "gonna_need_a "
     "technically awkward sarcas* snack* nap sunburn* mother-in-law selfie* emoji* wow"},

    // Joy, hope, praise, thanks.
    {positive, 1.0f,
     "proud_of_you so_proud wonderful* beautiful* congratulat* happy_birthday we_did_it we_won "
     "i'm_so_happy thank_god miracle* merry_christmas best_day i_believe_in_you i_forgive_you "
     "you_saved_me welcome_home there_is_hope there's_hope dream_come_true never_been_happier"},
    {positive, 0.75f,
     "happy happiness happily joy joyful* proud pride glad delighted hope hopes hopeful wonderful "
     "amazing fantastic brilliant excellent perfect* marvel* magnificent glorious gorgeous hooray "
     "hurray bravo cheers thank thanks thank_you grateful* blessed bless* celebrat* victory "
     "victorious triumph* win won champion* hero heroes heroic brave bravery courage* smile* "
     "friend friends friendship best_friend forgive* free freedom peace* paradise heaven* believe "
     "believe_in dream dreams dreaming magic* treasure* lucky incredible inspir* saved rescued"},
    {positive, 0.4f,
     "good great nice fine fun enjoy* excit* warm safe home family together bright* sunshine "
     "is_alive still_alive "
     "sweet kind kindness welcome promise* better best new_beginning second_chance "
     "laughing gift gifts wish wishes child children born life strong stronger faith well_done"},

    // Too common to mean what their words say.
    {neutral, 0,
     "last_stop bus_stop first_stop good_morning good_night good_evening good_afternoon good_day "
     "well_good fire_station "
     "fire_department no_problem never_mind thank_you_very thanks_very of_course sorry_sir "
     "excuse_me oh_dear dear_sir all_right new_wife for_good in_the_light at_home at_best "
     "light_bulb bright_and_early lighthouse* soldier_on power_station warmth* ward* wardrobe* "
     "warrant* warehouse* warden* firewood fireplace* fireman firemen storm_in_a dead_end "
     "trust_me to_be_honest nothing_to_do nothing_at_all nothing_else no_one_else cold_water "
     "cold_beer song_and_dance warming heartburn firefighter* bloody_hell deadline* explor* "
     "explain* paint* executive* secretar* scarecrow* in_charge strike_a_deal killjoy "
     "the_lights_went "
     "wishes_to best_regards the_best_of bad_weather party_of charger* weekend"},
};

struct Lexicon {
  std::unordered_map<std::string, WordFeeling> whole;
  std::unordered_map<std::string, WordFeeling> stems;
  std::size_t shortest_stem = 100;
  std::size_t longest_stem = 0;
};

void add_group(Lexicon& lexicon, const Group& group) {
  std::string_view rest = group.words;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    std::string word(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.empty()) continue;
    std::replace(word.begin(), word.end(), '_', ' ');
    const bool is_stem = word.ends_with('*');
    if (is_stem) word.pop_back();
    if (is_stem) {
      lexicon.shortest_stem = std::min(lexicon.shortest_stem, word.size());
      lexicon.longest_stem = std::max(lexicon.longest_stem, word.size());
    }
    (is_stem ? lexicon.stems : lexicon.whole).try_emplace(word, group.emotion, group.weight);
  }
}

const Lexicon& lexicon() {
  static const Lexicon all = [] {
    Lexicon made;
    for (const Group& group : kGroups) add_group(made, group);
    return made;
  }();
  return all;
}

const WordFeeling* find_word(const std::string& word) {
  const Lexicon& all = lexicon();
  if (const auto found = all.whole.find(word); found != all.whole.end()) return &found->second;
  const std::size_t longest = std::min(word.size(), all.longest_stem);
  for (std::size_t n = longest; n >= all.shortest_stem; --n)
    if (const auto found = all.stems.find(word.substr(0, n)); found != all.stems.end())
      return &found->second;
  return nullptr;
}

}  // namespace

const WordFeeling* find_feeling(const std::vector<std::string>& words, std::size_t at,
                                std::size_t& length) {
  const Lexicon& all = lexicon();
  for (length = std::min<std::size_t>(4, words.size() - at); length > 1; --length) {
    std::string phrase = words[at];
    for (std::size_t i = 1; i < length; ++i) phrase += " " + words[at + i];
    if (const auto found = all.whole.find(phrase); found != all.whole.end()) return &found->second;
  }
  return find_word(words[at]);
}

}  // namespace cinecut::subtitles
