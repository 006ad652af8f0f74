// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/take_story.h"

#include "models/api/descriptor.h"
#include "ui/compose/verbs.h"
#include "ui/controls/value_slider.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace contrafact::ui {

namespace {

using nlohmann::json;
using Rows = std::vector<std::pair<QString, QString>>;

QString tr(const char* text) {
    return QCoreApplication::translate("TakeStory", text);
}

/// Keys that come first, with their names; what is not listed follows under its own name.
struct Known {
    const char* key;
    const char* name;
};
constexpr std::array kKnown{
    Known{"imported", QT_TRANSLATE_NOOP("TakeStory", "File")},
    Known{"system", QT_TRANSLATE_NOOP("TakeStory", "Model")},
    Known{"run", QT_TRANSLATE_NOOP("TakeStory", "Run")},
    Known{"step", QT_TRANSLATE_NOOP("TakeStory", "Step")},
    Known{"checkpoint", QT_TRANSLATE_NOOP("TakeStory", "Checkpoint")},
    Known{"verb", QT_TRANSLATE_NOOP("TakeStory", "Asked to")},
    Known{"place", QT_TRANSLATE_NOOP("TakeStory", "Where")},
    Known{"region", QT_TRANSLATE_NOOP("TakeStory", "Composed")},
    Known{"primer", QT_TRANSLATE_NOOP("TakeStory", "Primer")},
    Known{"chords", QT_TRANSLATE_NOOP("TakeStory", "Chords")},
    Known{"styles", QT_TRANSLATE_NOOP("TakeStory", "Style")},
    Known{"bars", QT_TRANSLATE_NOOP("TakeStory", "Bars")},
    Known{"bpm", QT_TRANSLATE_NOOP("TakeStory", "Tempo")},
    Known{"cut", QT_TRANSLATE_NOOP("TakeStory", "Cut short")},
    Known{"seed", QT_TRANSLATE_NOOP("TakeStory", "Seed")},
    Known{"training_seed", QT_TRANSLATE_NOOP("TakeStory", "Training seed")},
};
/// For the program, not for reading.
constexpr std::array kHidden{"controls", "region_ticks", "map_point", "kept", "program", "version"};

QString plain(const json& value) {
    if (value.is_string()) return QString::fromStdString(value.get<std::string>());
    if (value.is_number_integer()) return QLocale().toString(value.get<qlonglong>());
    if (value.is_number()) return QLocale().toString(value.get<double>(), 'g', 4);
    if (value.is_boolean()) return value.get<bool>() ? tr("yes") : tr("no");
    return QString::fromStdString(value.dump());
}

QString styleText(const json& styles) {
    if (!styles.is_array()) return plain(styles);
    QStringList words;
    for (const auto& style : styles) {
        if (!style.is_object()) continue;
        words << QStringLiteral("%1 %2").arg(
            numberText(style.value("weight", 1.0), 0.01),
            QString::fromStdString(style.value("name", std::string())));
    }
    return words.join(QStringLiteral(" · "));
}

/// "bars 1-8" as "bars 1–8".
QString withDashes(QString text) {
    static const QRegularExpression span(QStringLiteral("(\\d)-(\\d)"));
    return text.replace(span, QStringLiteral("\\1–\\2"));
}

QString verbWords(const std::string& id) {
    const auto verb = std::ranges::find(kVerbs, id, verbId);
    return verb == kVerbs.end() ? QString::fromStdString(id) : verbName(*verb).toLower();
}

QString valueText(const std::string& key, const json& value) {
    if (key == "primer" && value.is_boolean() && !value.get<bool>()) return {};
    if (key == "place") return withDashes(plain(value));
    if (key == "styles") return styleText(value);
    if (key == "verb" && value.is_string()) return verbWords(value);
    if (key == "run" && value.is_string()) // a folder: its name is enough to find it
        return QString::fromStdString(
            std::filesystem::path(value.get<std::string>()).filename().string());
    if (key == "system" && value.is_string())
        if (const auto* system = models::findSystem(value))
            return QString::fromStdString(system->title);
    // The first characters of a hash are enough to tell checkpoints apart.
    if (key == "checkpoint" && value.is_string()) return plain(value).left(12);
    return plain(value);
}

/// "some_key" as "Some key".
QString title(const std::string& key) {
    auto text = QString::fromStdString(key).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    return text;
}

bool isDefault(const json& value, const models::Value& standard) {
    return std::visit([&](const auto& usual) { return value == json(usual); }, standard);
}

/// The controls that differ from their defaults; all that are the same go without saying.
void addControls(const json& story, Rows& rows) {
    const auto controls = story.find("controls");
    if (controls == story.end() || !controls->is_object()) return;
    const auto id = story.value("system", json());
    const auto* system = id.is_string() ? models::findSystem(id) : nullptr;
    for (const auto& [key, value] : controls->items()) {
        const auto* spec = system ? system->generation.find(key) : nullptr;
        if (spec && isDefault(value, spec->defaultValue)) continue;
        rows.emplace_back(spec ? QString::fromStdString(spec->label) : QString::fromStdString(key),
                          plain(value));
    }
}

json parsed(const session::Take& take) {
    auto story = json::parse(take.provenance, nullptr, false);
    return story.is_object() ? story : json::object();
}

} // namespace

Rows takeStory(const session::Take& take) {
    auto story = parsed(take);
    // Where it was composed says which bars and how many; what it was told of goes without saying.
    if (story.contains("place")) {
        for (const auto* said : {"region", "bars"}) story.erase(said);
        if (story.value("primer", json()).is_boolean()) story.erase("primer");
    }
    Rows rows;
    for (const auto& [key, name] : kKnown) {
        const auto it = story.find(key);
        if (it == story.end()) continue;
        const auto text = valueText(key, *it);
        if (!text.isEmpty()) rows.emplace_back(tr(name), text);
    }
    addControls(story, rows);
    for (const auto* known : kHidden) story.erase(known);
    for (const auto& known : kKnown) story.erase(known.key);
    for (const auto& [key, value] : story.items())
        if (const auto text = valueText(key, value); !text.isEmpty())
            rows.emplace_back(title(key), text);
    const auto made =
        QDateTime::fromString(QString::fromStdString(take.created), Qt::ISODate).toLocalTime();
    if (made.isValid())
        rows.emplace_back(tr("Made"), QLocale().toString(made, QLocale::ShortFormat));
    return rows;
}

QString modelOf(const session::Take& take) {
    const auto id = parsed(take).value("system", json());
    if (!id.is_string()) return {};
    const auto* system = models::findSystem(id.get<std::string>());
    return QString::fromStdString(system ? system->title : id.get<std::string>());
}

std::optional<score::TickRange> composedRange(const session::Take& take) {
    const auto ticks = parsed(take).value("region_ticks", json());
    if (!ticks.is_array() || ticks.size() != 2 || !ticks[0].is_number_integer() ||
        !ticks[1].is_number_integer())
        return std::nullopt;
    return score::TickRange{score::Tick(ticks[0].get<std::int64_t>()),
                            score::Tick(ticks[1].get<std::int64_t>())};
}

std::optional<QPointF> mapPoint(const session::Take& take, const std::string& checkpointHash) {
    const auto story = parsed(take);
    const auto point = story.value("map_point", json());
    const auto checkpoint = story.value("checkpoint", json());
    if (!checkpoint.is_string() || checkpoint.get<std::string>() != checkpointHash)
        return std::nullopt;
    if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_number())
        return std::nullopt;
    return QPointF(point[0].get<double>(), point[1].get<double>());
}

} // namespace contrafact::ui
