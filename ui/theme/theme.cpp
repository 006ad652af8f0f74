// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/studio_style.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPalette>

#include <algorithm>
#include <utility>
#include <vector>

/// A static library's resources are only there once asked for.
static void loadResources() {
    Q_INIT_RESOURCE(contrafact);
}

namespace contrafact::ui {
namespace {

/// Every token by name: the one list from which themes are read and the style sheet is filled.
template<typename ThemeType>
auto tokens(ThemeType& t) {
    using Colour = std::conditional_t<std::is_const_v<ThemeType>, const QColor, QColor>;
    return std::vector<std::pair<const char*, Colour*>>{{"window", &t.window},
                                                        {"panel", &t.panel},
                                                        {"raised", &t.raised},
                                                        {"control", &t.control},
                                                        {"well", &t.well},
                                                        {"line", &t.line},
                                                        {"controlLine", &t.controlLine},
                                                        {"text", &t.text},
                                                        {"textDim", &t.textDim},
                                                        {"textFaint", &t.textFaint},
                                                        {"accent", &t.accent},
                                                        {"onAccent", &t.onAccent},
                                                        {"selection", &t.selection},
                                                        {"handle", &t.handle},
                                                        {"track1", &t.track[0]},
                                                        {"track2", &t.track[1]},
                                                        {"track3", &t.track[2]},
                                                        {"track4", &t.track[3]},
                                                        {"track5", &t.track[4]},
                                                        {"real", &t.real},
                                                        {"generated", &t.generated},
                                                        {"generator", &t.generator},
                                                        {"discriminator", &t.discriminator},
                                                        {"ok", &t.ok},
                                                        {"warn", &t.warn},
                                                        {"error", &t.error},
                                                        {"rollWhite", &t.rollWhite},
                                                        {"rollBlack", &t.rollBlack},
                                                        {"rollRoot", &t.rollRoot},
                                                        {"rollLane", &t.rollLane},
                                                        {"gridBar", &t.gridBar},
                                                        {"gridBeat", &t.gridBeat},
                                                        {"gridStep", &t.gridStep},
                                                        {"keyWhite", &t.keyWhite},
                                                        {"keyBlack", &t.keyBlack},
                                                        {"keyText", &t.keyText},
                                                        {"selectedNote", &t.selectedNote},
                                                        {"playhead", &t.playhead}};
}

struct State {
    Theme theme = loadTheme(true);
    ThemeChoice choice = ThemeChoice::System;
};

State& state() {
    static State s;
    return s;
}

QByteArray resource(const QString& path) {
    loadResources();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) qFatal("missing resource %s", qPrintable(path));
    return file.readAll();
}

/// Qt 6.4 does not tell the desktop's scheme, but the palette that the platform gives does. With no
/// desktop at all there is no wish to follow, and the dark theme is this program's own.
bool systemIsDark(const QPalette& platform) {
    if (qEnvironmentVariable("GTK_THEME").endsWith(":dark")) return true;
    if (qEnvironmentVariableIsEmpty("XDG_CURRENT_DESKTOP")) return true;
    return platform.color(QPalette::Window).lightness() < 128;
}

QPalette paletteOf(const Theme& t) {
    QPalette p(t.text, t.control, t.raised, t.window, t.line, t.text, t.text, t.panel, t.panel);
    p.setColor(QPalette::AlternateBase, t.raised);
    p.setColor(QPalette::Highlight, t.accent);
    p.setColor(QPalette::HighlightedText, t.onAccent);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::PlaceholderText, t.textFaint);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::Shadow, t.window);
    for (auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.textFaint);
    return p;
}

QString styleSheet(const Theme& t) {
    auto names = tokens(t);
    // Longer names first, so that $textDim is not taken for $text.
    std::sort(names.begin(), names.end(),
              [](const auto& a, const auto& b) { return qstrlen(a.first) > qstrlen(b.first); });
    auto sheet = QString::fromUtf8(resource(":/theme/style.qss"));
    for (const auto& [name, colour] : names)
        sheet.replace(QLatin1Char('$') + QLatin1String(name), colour->name());
    return sheet;
}

/// The first of the families that is installed, else the system's own.
QString installedFamily(std::initializer_list<const char*> wanted,
                        QFontDatabase::SystemFont other) {
    for (const auto* family : wanted)
        if (QFontDatabase::hasFamily(QLatin1String(family))) return QLatin1String(family);
    return QFontDatabase::systemFont(other).family();
}

} // namespace

Theme loadTheme(bool dark) {
    const auto json =
        QJsonDocument::fromJson(resource(dark ? ":/theme/dark.json" : ":/theme/light.json"))
            .object();
    Theme t;
    t.dark = dark;
    for (auto& [name, colour] : tokens(t)) *colour = QColor(json[QLatin1String(name)].toString());
    return t;
}

QColor Theme::trackColour(int index) const {
    struct Shade {
        int hue;          ///< degrees
        double lightness; ///< added
    };
    static constexpr std::array<Shade, 4> kShades{{{0, 0}, {-24, 0.12}, {22, -0.12}, {44, 0.04}}};
    const auto families = static_cast<int>(track.size());
    const auto& base = track[static_cast<std::size_t>(index % families)];
    const auto which = static_cast<std::size_t>(index / families) % kShades.size();
    if (which == 0) return base;
    const auto& shade = kShades[which];
    const float light =
        base.lightnessF() + static_cast<float>(dark ? shade.lightness : -shade.lightness);
    return QColor::fromHslF(static_cast<float>((base.hslHue() + shade.hue + 360) % 360) / 360.0f,
                            base.hslSaturationF(), std::clamp(light, 0.15f, 0.9f));
}

const Theme& theme() {
    return state().theme;
}

ThemeChoice themeChoice() {
    return state().choice;
}

void prepareTheme(ThemeChoice choice) {
    static const bool systemDark = systemIsDark(QApplication::palette());
    const bool dark = choice == ThemeChoice::System ? systemDark : choice == ThemeChoice::Dark;
    state().choice = choice;
    state().theme = loadTheme(dark);
    QApplication::setStyle(new StudioStyle);
    QApplication::setFont(uiFont());
    QApplication::setPalette(paletteOf(theme()));
}

void applyTheme(QApplication& app, ThemeChoice choice) {
    prepareTheme(choice);
    app.setStyleSheet(styleSheet(theme()));
    Q_EMIT ThemeNotifier::instance().changed();
}

ThemeNotifier& ThemeNotifier::instance() {
    static ThemeNotifier notifier;
    return notifier;
}

QFont uiFont(int pixelSize) {
    static const QString family = installedFamily({"Inter"}, QFontDatabase::GeneralFont);
    QFont font(family);
    font.setPixelSize(pixelSize);
    return font;
}

QFont captionFont() {
    auto font = uiFont(11);
    font.setWeight(QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::PercentageSpacing, 108);
    return font;
}

QFont numberFont(int pixelSize) {
    static const QString family =
        installedFamily({"JetBrains Mono", "DejaVu Sans Mono"}, QFontDatabase::FixedFont);
    QFont font(family);
    font.setPixelSize(pixelSize);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont lineFont(int pixelSize) {
    auto font = numberFont(pixelSize);
    font.setWeight(QFont::Normal);
    return font;
}

} // namespace contrafact::ui
