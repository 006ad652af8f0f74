// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/style_store.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace contrafact::ui {

namespace {

using nlohmann::json;

bool sounds(const encoding::GridSong& song) {
    return std::any_of(song.notes.begin(), song.notes.end(),
                       [](const auto& notes) { return !notes.empty(); });
}

json toJson(const encoding::GridSong& song) {
    json families = json::array();
    for (const auto& notes : song.notes) {
        json flat = json::array(); // step, length, pitch, velocity, step, ...
        for (const auto& note : notes)
            for (int value :
                 {int(note.step), int(note.length), int(note.pitch), int(note.velocity)})
                flat.push_back(value);
        families.push_back(std::move(flat));
    }
    return {{"steps", song.steps}, {"notes", std::move(families)}};
}

encoding::GridSong songFrom(const json& value) {
    encoding::GridSong song;
    song.steps = value.at("steps").get<std::int32_t>();
    const auto& families = value.at("notes");
    for (std::size_t f = 0; f < song.notes.size() && f < families.size(); ++f) {
        const auto flat = families[f].get<std::vector<int>>();
        for (std::size_t i = 0; i + 3 < flat.size(); i += 4)
            song.notes[f].push_back(
                {.step = std::max(0, flat[i]),
                 .length = static_cast<std::int16_t>(std::clamp(flat[i + 1], 1, 32767)),
                 .pitch = static_cast<std::uint8_t>(flat[i + 2] & 0x7F),
                 .velocity = static_cast<std::uint8_t>(flat[i + 3] & 0x7F)});
    }
    return song;
}

StyleEntry entryFrom(const json& value) {
    std::vector<encoding::GridSong> songs;
    for (const auto& song : value.at("songs")) songs.push_back(songFrom(song));
    StyleEntry entry;
    entry.set.name = value.at("name").get<std::string>();
    entry.set.weight = std::clamp(value.at("weight").get<double>(), 0.0, 1.0);
    entry.set.songs = std::make_shared<const std::vector<encoding::GridSong>>(std::move(songs));
    entry.used = value.value("used", true);
    for (const auto& name : value.at("names"))
        entry.songs << QString::fromStdString(name.get<std::string>());
    return entry;
}

} // namespace

StyleStore::StyleStore(QObject* parent)
    : QObject(parent) {}

void StyleStore::add(const QString& name, std::vector<encoding::GridSong> songs,
                     QStringList songNames) {
    std::erase_if(songs, [](const encoding::GridSong& song) { return !sounds(song); });
    if (songs.empty()) {
        Q_EMIT problem(tr("“%1” holds no notes, so it cannot lend a style.").arg(name));
        return;
    }
    StyleEntry entry;
    entry.set.name = name.toStdString();
    // A set that joins others starts at half weight, so that it colours the mix without taking
    // over.
    entry.set.weight = m_entries.empty() ? 1.0 : 0.5;
    entry.set.songs = std::make_shared<const std::vector<encoding::GridSong>>(std::move(songs));
    entry.songs = std::move(songNames);
    m_entries.push_back(std::move(entry));
    Q_EMIT listChanged();
}

void StyleStore::add(const QString& name, const score::Score& score) {
    add(name, {encoding::toGrid(score)}, {name});
}

void StyleStore::rename(int index, const QString& name) {
    m_entries[static_cast<std::size_t>(index)].set.name = name.toStdString();
    Q_EMIT listChanged();
}

void StyleStore::setWeight(int index, double weight) {
    auto& current = m_entries[static_cast<std::size_t>(index)].set.weight;
    weight = std::clamp(weight, 0.0, 1.0);
    if (current == weight) return;
    current = weight;
    Q_EMIT weightChanged(index);
}

void StyleStore::setUsed(int index, bool used) {
    auto& current = m_entries[static_cast<std::size_t>(index)].used;
    if (current == used) return;
    current = used;
    Q_EMIT listChanged();
}

void StyleStore::remove(int index) {
    m_entries.erase(m_entries.begin() + index);
    Q_EMIT listChanged();
}

void StyleStore::clear() {
    if (m_entries.empty()) return;
    m_entries.clear();
    Q_EMIT listChanged();
}

std::vector<models::StyleSet> StyleStore::active() const {
    std::vector<models::StyleSet> sets;
    for (const auto& entry : m_entries)
        if (entry.used && entry.set.weight > 0) sets.push_back(entry.set);
    return sets;
}

std::string StyleStore::toJson() const {
    json list = json::array();
    for (const auto& entry : m_entries) {
        json songs = json::array();
        for (const auto& song : *entry.set.songs) songs.push_back(ui::toJson(song));
        json names = json::array();
        for (const auto& name : entry.songs) names.push_back(name.toStdString());
        list.push_back({{"name", entry.set.name},
                        {"weight", entry.set.weight},
                        {"used", entry.used},
                        {"names", std::move(names)},
                        {"songs", std::move(songs)}});
    }
    return list.dump();
}

void StyleStore::fromJson(const std::string& text) {
    std::vector<StyleEntry> entries;
    try {
        for (const auto& value : json::parse(text)) entries.push_back(entryFrom(value));
    } catch (const json::exception&) {
        entries.clear();
    }
    m_entries = std::move(entries);
    Q_EMIT listChanged();
}

} // namespace contrafact::ui
