// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/verbs.h"

#include <QCoreApplication>

namespace contrafact::ui {

namespace {

struct Words {
    const char* id;
    const char* name;
    const char* help;
};

/// In the order of Verb.
constexpr std::array<Words, kVerbs.size()> kWords{{
    {"compose", QT_TRANSLATE_NOOP("Verb", "Compose"),
     QT_TRANSLATE_NOOP("Verb", "Compose the chosen bars, or the next free ones")},
    {"continue", QT_TRANSLATE_NOOP("Verb", "Continue"),
     QT_TRANSLATE_NOOP("Verb", "Compose the bars after the end of the piece")},
    {"infill", QT_TRANSLATE_NOOP("Verb", "Infill"),
     QT_TRANSLATE_NOOP("Verb", "Write the chosen bars anew so that they join what is around them; "
                               "what is locked stays")},
    {"vary_rhythm", QT_TRANSLATE_NOOP("Verb", "Vary rhythm"),
     QT_TRANSLATE_NOOP("Verb", "Another rhythm for the pitches of the selected notes, or of the "
                               "chosen bars")},
    {"vary_pitches", QT_TRANSLATE_NOOP("Verb", "Vary pitches"),
     QT_TRANSLATE_NOOP("Verb", "Other pitches for the rhythm of the selected notes, or of the "
                               "chosen bars")},
    {"accompany", QT_TRANSLATE_NOOP("Verb", "Accompany"),
     QT_TRANSLATE_NOOP("Verb", "Other instruments join the current track, or those of the "
                               "selected notes")},
}};

const Words& wordsOf(Verb verb) {
    return kWords[static_cast<std::size_t>(verb)];
}

} // namespace

bool can(const models::Capabilities& system, Verb verb) {
    switch (verb) {
    case Verb::Compose:
        return true;
    case Verb::Continue:
        return system.continues;
    case Verb::Infill:
        return system.infills;
    case Verb::VaryRhythm:
        return system.variesRhythm;
    case Verb::VaryPitches:
        return system.variesPitches;
    case Verb::Accompany:
        return system.accompanies;
    }
    return false;
}

const char* verbId(Verb verb) {
    return wordsOf(verb).id;
}

QString verbName(Verb verb) {
    return QCoreApplication::translate("Verb", wordsOf(verb).name);
}

QString verbHelp(Verb verb) {
    return QCoreApplication::translate("Verb", wordsOf(verb).help);
}

} // namespace contrafact::ui
