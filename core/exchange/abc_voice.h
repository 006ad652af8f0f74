// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the music of one voice of an ABC tune, symbol by symbol, into elements.
#pragma once

#include "core/exchange/abc_fields.h"
#include "core/exchange/abc_tune.h"
#include "core/midi/warnings.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace contrafact::exchange::abc {

/// Says each thing once a tune.
class Complaints {
public:
    Complaints(std::string label, midi::Warnings& warnings)
        : m_label(std::move(label))
        , m_warnings(warnings) {}
    void add(const std::string& what);

private:
    std::string m_label;
    midi::Warnings& m_warnings;
    std::vector<std::string> m_said;
};

/// What the letters on the page mean at some point.
struct Context {
    Key key;
    MeterChange meter;
    std::optional<Fine> unit; ///< none: follows from the meter
    Transposition transposition;
    int program = 0;
    int channel = -1;

    /// 1/16 in meters shorter than 3/4, else 1/8.
    Fine unitLength() const;
};

class VoiceReader {
public:
    VoiceReader(std::string id, const Context& context);

    const std::string& id() const { return m_voice.id; }
    /// Fields that come before any music only set the context.
    bool hasMusic() const { return m_hasMusic; }
    Context& context() { return m_context; }
    void setName(std::string name) { m_voice.name = std::move(name); }
    void changeKey(const Key& key);
    void changeMeter(const MeterChange& meter);
    void changeTempo(const TempoChange& tempo);
    void beginPart(char name);
    /// Reads one symbol; always moves on.
    void symbol(Cursor& cursor, Complaints& complaints);
    Voice finish();

private:
    struct Tuplet {
        std::int64_t numerator = 1;
        std::int64_t denominator = 1;
        std::int64_t left = 0;
    };
    struct Tie {
        int staff = 0; ///< letter and octave
        std::int32_t pitch = 0;
    };
    struct ParsedNote {
        TuneNote note;
        int staff = 0;
    };
    using Handler = void (VoiceReader::*)(Cursor&, Complaints&);
    static Handler handlerOf(char c);

    void single(Cursor& cursor, Complaints& complaints);
    void chord(Cursor& cursor, Complaints& complaints);
    void rest(Cursor& cursor, Complaints& complaints);
    void barRest(Cursor& cursor, Complaints& complaints);
    void bar(Cursor& cursor, Complaints& complaints);
    void ending(Cursor& cursor, BarLine& bar);
    void parenthesis(Cursor& cursor, Complaints& complaints);
    void broken(Cursor& cursor, Complaints& complaints);
    void tie(Cursor& cursor, Complaints& complaints);
    void quotation(Cursor& cursor, Complaints& complaints);
    void decoration(Cursor& cursor, Complaints& complaints);
    void grace(Cursor& cursor, Complaints& complaints);
    void overlay(Cursor& cursor, Complaints& complaints);
    void endOverlays();
    Fine layerLength() const;
    void spacer(Cursor& cursor, Complaints& complaints);
    void ignore(Cursor& cursor, Complaints& complaints);
    void unknown(Cursor& cursor, Complaints& complaints);

    /// Nothing when no note stands here or it lies outside MIDI; the cursor moves on in any case.
    std::optional<ParsedNote> note(Cursor& cursor, Complaints& complaints);
    std::int32_t pitchOf(int letter, int octave, std::optional<int> sign);
    Fine length(Cursor& cursor, Fine unit, Complaints& complaints);
    void addSound(const std::vector<ParsedNote>& notes, Fine length);
    void scaleSound(Sound& sound, std::int64_t numerator, std::int64_t denominator);

    Voice m_voice;
    Context m_context;
    std::array<std::optional<int>, 7> m_barSigns; ///< accidentals since the bar line, by letter
    Tuplet m_tuplet;
    std::int64_t m_brokenNumerator = 1; ///< scales the next sound, after ">" or "<"
    std::int64_t m_brokenDenominator = 1;
    std::size_t m_layerBegin = 0;           ///< element with which the bar, or its overlay, begins
    std::optional<Fine> m_longestLayer;     ///< of the bar so far, when it has overlays
    std::optional<std::size_t> m_lastSound; ///< index into the elements
    std::vector<ParsedNote> m_lastNotes;    ///< of the last sound
    std::vector<Tie> m_ties;                ///< wait for the next sound
    bool m_hasMusic = false;
};

} // namespace contrafact::exchange::abc
