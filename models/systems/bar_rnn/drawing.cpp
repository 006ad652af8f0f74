// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/drawing.h"

#include "models/systems/bar_rnn/ending.h"
#include "models/systems/bar_rnn/form.h"

#include <algorithm>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::Event;
using encoding::EventKind;

/// Events before what is composed that the network reads; of earlier bars it is told what they
/// held.
constexpr std::size_t kRead = 120;

/// By how much a pitched bar of another chord than the one that is told is less likely to come
/// again.
constexpr float kOtherChord = 3;
/// The same for bars of another phrase of the form: what is new should sound new.
constexpr float kOtherPhrase = 2;
/// By how much a whole bar of that chord is likelier from the same place of a line of four bars:
/// what comes again in a song comes with all its instruments.
constexpr float kSamePlace = 1;
constexpr int kLine = 4;
/// The same where it would answer the phrase's first half; in a first phrase nothing else invites
/// it.
constexpr float kAnswering = 4;
/// By how much the notes of an instrument that is to play are likelier where it has been silent for
/// so many bars, the one under way among them.
constexpr float kMissed = 3;
constexpr std::size_t kMissedAfter = 2;
constexpr double kFreer = 1.1; ///< temperature, where all that the network holds possible may come

/// The scale of a key, 2 * tonic + minor; a minor one with both of its sevenths.
bool isInKey(int pitch, int key) {
    constexpr unsigned kMajor = 0b101010110101, kMinor = 0b110110101101;
    const int above = (pitch + 12 - key / 2) % 12;
    return ((key % 2 == 1 ? kMinor : kMajor) >> above & 1U) != 0;
}

} // namespace

Drawing::Drawing(const Model& model, EventStepper& stepper, const Known& known, DrawOptions options)
    : m_known(known)
    , m_options(options)
    , m_stepper(stepper)
    , m_given(model, known)
    , m_random(options.seed) {
    m_stepper.reset();
}

void Drawing::take(const Event& event, bool listen) {
    m_state.push(event);
    if (listen) m_stepper.step(event, m_state, m_known, m_given.at(m_state));
}

void Drawing::recall(std::span<const encoding::NoteBar> bars) {
    const auto events = encoding::toEvents(bars);
    std::size_t bar = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (encoding::kindOf(events[i].token) == EventKind::Bar) {
            m_state.setShape(bars[bar].steps, bars[bar].meter);
            ++bar;
        }
        take(events[i], i + kRead >= events.size());
    }
}

void Drawing::goBack(const Mark& mark, std::uint64_t seed) {
    m_state = mark.state;
    m_stepper.setState(mark.network);
    m_random = nn::Random(seed);
}

void Drawing::beginBar(int steps, encoding::MeterClass meter, int chord) {
    m_chord = chord;
    m_state.setShape(steps, meter);
    take({encoding::kBarToken});
}

/// Of pitched bars from so many bars back, as far as a chord and a form are told.
float Drawing::planLean(int back) const {
    const int bar = m_state.bar() - back;
    if (bar < 0) return 0;
    const int chord = encoding::chordOf(m_state.bars()[static_cast<std::size_t>(bar)]);
    const int phrase = phraseAt(m_known.at(m_state.bar()).inForm);
    return (m_chord < 0 || chord == m_chord ? 0 : -kOtherChord) -
           (phrase < 0 || phrase == phraseAt(m_known.at(bar).inForm) ? 0 : kOtherPhrase);
}

void Drawing::leanToAgain(std::span<float> logits) const {
    const auto again = static_cast<float>(m_options.again);
    const int inForm = m_known.at(m_state.bar()).inForm;
    for (int i = 0; i < encoding::kWholeBacks; ++i) {
        const int back = encoding::kWholeBack[static_cast<std::size_t>(i)];
        const float plan = planLean(back);
        const bool samePlace = m_chord >= 0 && plan == 0 && back % kLine == 0;
        const bool answer = inForm >= 0 && back == kHalf && mayAnswer(inForm);
        logits[static_cast<std::size_t>(encoding::wholeToken(i))] +=
            again + plan + (samePlace ? answer ? kAnswering : kSamePlace : 0);
    }
    for (int i = 0; i < encoding::kFamilyBacks; ++i) {
        const float plan = planLean(encoding::kFamilyBack[static_cast<std::size_t>(i)]);
        for (int family = 0; family < kFamilies; ++family)
            logits[static_cast<std::size_t>(encoding::againToken(family, i))] +=
                again + (family == encoding::kDrums ? 0 : plan);
    }
}

void Drawing::leanToKey(std::span<float> logits) const {
    if (m_known.key < 0) return;
    for (int note = 0; note < encoding::kPitchedNotes; ++note)
        if (!isInKey(encoding::noteName(note).pitch, m_known.key))
            logits[static_cast<std::size_t>(encoding::kNoteTokens + note)] -=
                static_cast<float>(m_options.inKey);
}

void Drawing::leanToBand(std::span<float> logits) const {
    const auto& bar = m_known.at(m_state.bar());
    const auto heard =
        std::span(m_state.bars()).last(std::min(m_state.bars().size(), kMissedAfter));
    for (int family = 0; family < kFamilies; ++family) {
        const auto index = static_cast<std::size_t>(family);
        if (bar.attributes[index].density <= 0 || playsIn(heard, family)) continue;
        for (int note = 0; note < encoding::kNotes; ++note)
            if (encoding::noteName(note).family == family)
                logits[static_cast<std::size_t>(encoding::kNoteTokens + note)] += kMissed;
    }
}

nn::SamplingOptions Drawing::carefully() const {
    return {.temperature = m_options.temperature, .topP = m_options.topP};
}

/// For what cannot go wrong: how loud a note is, and the first bar, which decides what the piece is
/// about. Drawn carefully, all pieces would have one kit of drums and no accents.
nn::SamplingOptions Drawing::freely() const {
    return {.temperature = kFreer * m_options.temperature};
}

int Drawing::drawToken(Grammar& grammar) {
    const auto& allowed = grammar.allowed();
    const auto only = std::ranges::find(allowed, 1);
    if (std::find(std::next(only), allowed.end(), 1) == allowed.end())
        return static_cast<int>(only - allowed.begin());
    const auto logits = m_stepper.tokenLogits();
    m_logits.assign(logits.begin(), logits.end());
    const auto last = m_state.lastKind();
    if (last != EventKind::Position && last != EventKind::Note) leanToAgain(m_logits);
    leanToKey(m_logits);
    leanToBand(m_logits);
    return nn::sample(m_logits, m_random.uniform(), m_state.bar() == 0 ? freely() : carefully(),
                      {.allowed = allowed});
}

Event Drawing::draw() {
    Grammar grammar(m_state, m_known);
    const bool given = m_chord >= 0 && m_state.lastKind() == EventKind::Bar;
    const int token = given ? encoding::chordToken(m_chord) : drawToken(grammar);
    Event event{static_cast<std::int16_t>(token)};
    if (encoding::kindOf(token) != EventKind::Note) return event;
    auto [duration, velocity] = grammar.fixed(token);
    const bool pitched = encoding::isPitchedNote(token);
    if (duration < 0 && pitched)
        duration = nn::sample(m_stepper.durationLogits(token), m_random.uniform(), carefully());
    if (!pitched) duration = -1;
    if (velocity < 0)
        velocity =
            nn::sample(m_stepper.velocityLogits(token, duration), m_random.uniform(), freely());
    event.duration = static_cast<std::int8_t>(duration);
    event.velocity = static_cast<std::int8_t>(velocity);
    return event;
}

bool Drawing::next() {
    const auto event = draw();
    if (encoding::kindOf(event.token) == EventKind::Bar) return false;
    take(event);
    return true;
}

} // namespace contrafact::models::bar_rnn
