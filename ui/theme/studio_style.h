// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace contrafact::ui {

/// Fusion without the pictures of another time: buttons of dialogs have words only, and what a
/// message is about is a sign in the theme's colours.
class StudioStyle : public QProxyStyle {
    Q_OBJECT
public:
    StudioStyle();

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    /// Without the line that a tab widget draws over its corner.
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    QIcon standardIcon(StandardPixmap which, const QStyleOption* option,
                       const QWidget* widget) const override;
};

} // namespace contrafact::ui
