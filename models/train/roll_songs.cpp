// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/roll_songs.h"

#include "models/train/common_key.h"

#include <string>

namespace contrafact::models::train {

namespace {

constexpr int kBeatsPerBar = 4;

int hopSteps(const std::string& choice, int stepsPerBeat) {
    if (choice == "step") return 1;
    return choice == "beat" ? stepsPerBeat : kBeatsPerBar * stepsPerBeat;
}

} // namespace

RollSongs::RollSongs(const Context& context, int windowSteps)
    : m_windowSteps(windowSteps)
    , m_part(context.params.choice("part") == "piano" ? encoding::RollPart::Piano
                                                      : encoding::RollPart::Fullest) {
    const int stepsPerBeat = std::stoi(context.params.choice("steps_per_beat"));
    m_hop = hopSteps(context.params.choice("window_hop"), stepsPerBeat);
    int leftOut = 0;
    for (const auto& song : context.corpus->songs) {
        if (context.stopRequested && context.stopRequested()) throw Stopped();
        if (song.validation) continue;
        const auto before = m_lines.size();
        add(corpus::viewOf(song, encoding::FourFourEncoding{stepsPerBeat}),
            semitonesToCommonKey(song.score, context.params));
        leftOut += m_lines.size() == before;
    }
    context.log(std::to_string(count()) + " windows of " + std::to_string(m_lines.size()) +
                " stretches in 4/4; " + std::to_string(leftOut) +
                " songs have no 4/4 or not that instrument");
}

void RollSongs::add(const std::shared_ptr<const encoding::FourFourSong>& song, int semitones) {
    for (const auto& grid : song->stretches) {
        const auto family = encoding::rollFamily(grid, m_part);
        if (!family) continue;
        const auto line = static_cast<std::int32_t>(m_lines.size());
        m_lines.push_back({song, &grid, *family, semitones});
        for (std::int32_t step = 0; step < grid.steps; step += m_hop)
            m_windows.push_back({line, step});
    }
}

encoding::BooleanRoll RollSongs::window(std::int64_t index) const {
    const auto& window = m_windows[static_cast<std::size_t>(index)];
    const auto& line = m_lines[static_cast<std::size_t>(window.line)];
    return encoding::rollAt(*line.grid, line.family, window.step, m_windowSteps, line.semitones);
}

std::map<encoding::PitchSet, std::size_t> RollSongs::pitchSets() const {
    std::map<encoding::PitchSet, std::size_t> sets;
    for (const auto& line : m_lines) {
        const auto roll =
            encoding::rollAt(*line.grid, line.family, 0, line.grid->steps, line.semitones);
        for (int step = 0; step < roll.steps; ++step) ++sets[roll.pitchesAt(step)];
    }
    return sets;
}

} // namespace contrafact::models::train
