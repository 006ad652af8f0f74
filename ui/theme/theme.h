// SPDX-License-Identifier: GPL-3.0-or-later
// The visual language as named tokens; no widget has a colour or a size of its own. GUI thread.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

#include <array>

class QApplication;

namespace contrafact::ui {

enum class ThemeChoice { System, Dark, Light };

struct Theme {
    bool dark = true;
    QColor window, panel, raised, control; ///< from the back to the front
    QColor well;                           ///< sunk: number displays, text fields
    QColor line, controlLine;              ///< hairlines; edges of controls
    QColor text, textDim, textFaint;
    QColor accent, onAccent;
    QColor selection;            ///< behind a selected row
    QColor handle;               ///< of a slider
    std::array<QColor, 5> track; ///< piano, guitar, bass, strings, drums
    QColor real, generated;
    QColor generator, discriminator;
    QColor ok, warn, error;
    QColor rollWhite, rollBlack, rollRoot; ///< rows of the piano roll
    QColor rollLane;                       ///< behind velocities
    QColor gridBar, gridBeat, gridStep;
    QColor keyWhite, keyBlack, keyText;
    QColor selectedNote; ///< outline
    QColor playhead;

    /// The families' colours, then further shades of them, endlessly.
    QColor trackColour(int index) const;
};

namespace metrics {
inline constexpr int kGap = 8;
inline constexpr int kPadding = 12;
inline constexpr int kControlHeight = 28;
inline constexpr int kPrimaryHeight = 38;
inline constexpr int kStatusHeight = 24;
inline constexpr int kRadius = 6;
inline constexpr double kNoteRadius = 2.5;
} // namespace metrics

/// The tokens of one theme, read from the resources.
Theme loadTheme(bool dark);
/// The theme in force (dark until applyTheme).
const Theme& theme();
/// Sets palette, style sheet and fonts of the whole application; `System` follows the desktop's.
void applyTheme(QApplication& app, ThemeChoice choice);
/// Palette and fonts only. For building a window before applyTheme: a style sheet that is there
/// already is worked out again for each widget with every parent it gets, three to four times over.
void prepareTheme(ThemeChoice choice);
ThemeChoice themeChoice();

/// Tells painted widgets that the tokens have changed.
class ThemeNotifier : public QObject {
    Q_OBJECT
public:
    static ThemeNotifier& instance();
Q_SIGNALS:
    void changed();
};

QFont uiFont(int pixelSize = 13);
QFont captionFont();                  ///< 11 px small capitals for section headings
QFont numberFont(int pixelSize = 12); ///< monospaced, for figures to find
QFont lineFont(int pixelSize = 11);   ///< monospaced, for lines to read

} // namespace contrafact::ui
