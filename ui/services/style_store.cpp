// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/style_store.h"

#include "core/encoding/grid.h"
#include "core/score/codec.h"

#include <QByteArray>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>

namespace contrafact::ui {

namespace {

using nlohmann::json;

std::string base64(std::span<const std::byte> bytes) {
    const QByteArrayView view(reinterpret_cast<const char*>(bytes.data()),
                              static_cast<qsizetype>(bytes.size()));
    return view.toByteArray().toBase64().toStdString();
}

std::vector<std::byte> bytesFrom(const json& text) {
    const auto bytes = QByteArray::fromBase64(QByteArray::fromStdString(text.get<std::string>()));
    const auto* data = reinterpret_cast<const std::byte*>(bytes.constData());
    return {data, data + bytes.size()};
}

/// A song as older sessions keep it: step, length, pitch, velocity, step, ... of each family.
score::Score songFromGrid(const json& value) {
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
    return encoding::toScore(song);
}

std::vector<score::Score> songsFrom(const json& entry) {
    std::vector<score::Score> songs;
    if (!entry.contains("scores")) {
        for (const auto& song : entry.at("songs")) songs.push_back(songFromGrid(song));
        return songs;
    }
    for (const auto& text : entry.at("scores"))
        if (auto song = score::decodeScore(bytesFrom(text))) songs.push_back(*std::move(song));
    return songs;
}

std::shared_ptr<const models::LearnedStyle> learnedFrom(const json& entry) {
    if (!entry.contains("learned")) return {};
    auto style = models::decodeStyle(bytesFrom(entry.at("learned")), "the style");
    if (!style) return {};
    return std::make_shared<const models::LearnedStyle>(*std::move(style));
}

std::vector<std::string> encoded(const std::vector<score::Score>& songs) {
    std::vector<std::string> texts;
    for (const auto& song : songs) texts.push_back(base64(score::encodeScore(song)));
    return texts;
}

StyleEntry entryFrom(const json& value) {
    StyleEntry entry;
    entry.set.name = value.at("name").get<std::string>();
    entry.set.weight = std::clamp(value.at("weight").get<double>(), 0.0, 1.0);
    entry.set.songs = std::make_shared<const std::vector<score::Score>>(songsFrom(value));
    entry.encoded = encoded(*entry.set.songs);
    entry.set.learned = learnedFrom(value);
    entry.used = value.value("used", true);
    for (const auto& name : value.at("names"))
        entry.songs << QString::fromStdString(name.get<std::string>());
    return entry;
}

json entryJson(const StyleEntry& entry) {
    json names = json::array();
    for (const auto& name : entry.songs) names.push_back(name.toStdString());
    json value{{"name", entry.set.name},
               {"weight", entry.set.weight},
               {"used", entry.used},
               {"names", std::move(names)},
               {"scores", entry.encoded}};
    if (entry.set.learned) value["learned"] = base64(models::encodeStyle(*entry.set.learned));
    return value;
}

} // namespace

bool isLearned(const StyleEntry& entry, const models::CheckpointInfo& model) {
    const auto& learned = entry.set.learned;
    return learned && learned->system == model.system && learned->checkpoint == model.hash;
}

StyleStore::StyleStore(QObject* parent)
    : QObject(parent) {}

void StyleStore::add(const QString& name, std::vector<score::Score> songs, QStringList songNames) {
    std::erase_if(songs, [](const score::Score& song) { return song.noteCount() == 0; });
    if (songs.empty()) {
        Q_EMIT problem(tr("“%1” holds no notes, so it cannot lend a style.").arg(name));
        return;
    }
    StyleEntry entry;
    entry.set.name = name.toStdString();
    // A set that joins others starts at half weight, so that it colours the mix without taking
    // over.
    entry.set.weight = m_entries.empty() ? 1.0 : 0.5;
    entry.encoded = encoded(songs);
    entry.set.songs = std::make_shared<const std::vector<score::Score>>(std::move(songs));
    entry.songs = std::move(songNames);
    m_entries.push_back(std::move(entry));
    Q_EMIT listChanged();
}

void StyleStore::add(const QString& name, const score::Score& score) {
    add(name, std::vector{score}, {name});
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

void StyleStore::setLearned(const std::shared_ptr<const std::vector<score::Score>>& songs,
                            models::LearnedStyle style) {
    const auto found = std::ranges::find(m_entries, songs,
                                         [](const StyleEntry& entry) { return entry.set.songs; });
    if (found == m_entries.end()) return;
    style.name = found->set.name;
    found->set.learned = std::make_shared<const models::LearnedStyle>(std::move(style));
    Q_EMIT listChanged();
}

std::vector<models::StyleSet> StyleStore::activeFor(const models::CheckpointInfo& model) const {
    const auto* system = models::findSystem(model.system);
    const bool learns = system && system->capabilities.learnsStyles;
    std::vector<models::StyleSet> sets;
    for (const auto& entry : m_entries)
        if (entry.used && entry.set.weight > 0 && (!learns || isLearned(entry, model)))
            sets.push_back(entry.set);
    return sets;
}

std::string StyleStore::toJson() const {
    json list = json::array();
    for (const auto& entry : m_entries) list.push_back(entryJson(entry));
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
