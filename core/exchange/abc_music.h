// SPDX-License-Identifier: GPL-3.0-or-later
// Parses one tune of ABC 2.1 line by line: first its header, then music. Never fails: what it
// cannot read it passes over with a warning.
#pragma once

#include "core/exchange/abc_voice.h"

#include <string>
#include <string_view>
#include <vector>

namespace contrafact::exchange::abc {

class TuneParser {
public:
    /// @param label opens the warnings: "tune 3"
    TuneParser(std::string label, midi::Warnings& warnings);

    /// One line without its end and without its comment. Lines up to K: are the header.
    void line(std::string_view text);
    /// What follows "%%MIDI".
    void midiDirective(std::string_view text);
    Tune finish();

private:
    void field(char letter, std::string_view value);
    void headerField(char letter, std::string_view value);
    void soundField(char letter, std::string_view value);
    void key(std::string_view value);
    void meter(std::string_view value);
    void unit(std::string_view value);
    void tempo(std::string_view value);
    void voice(std::string_view value);
    void part(std::string_view value);
    void music(std::string_view text);
    bool inlineField(Cursor& cursor);
    void beginMusic();
    VoiceReader& current();
    VoiceReader& voiceNamed(const std::string& id);
    template<typename Change>
    void change(Change change);

    Complaints m_complaints;
    std::string m_title;
    Context m_context; ///< what new voices begin with
    std::optional<TempoChange> m_tempo;
    std::optional<MeterChange> m_meter;
    std::optional<KeyChange> m_key;
    std::vector<VoiceReader> m_voices;
    std::size_t m_current = 0;
    std::string m_parts; ///< the order in which they are played
    char m_part = 0;     ///< the one that is being read; 0: none yet
    bool m_inHeader = true;
};

} // namespace contrafact::exchange::abc
