// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/studio_style.h"

#include "ui/theme/painted_icon.h"
#include "ui/theme/theme.h"

namespace contrafact::ui {

namespace {

/// A ring with a letter in it, painted for every size and scale.
class SignEngine : public PaintedIcon {
public:
    SignEngine(QString letter, QColor colour)
        : m_letter(std::move(letter))
        , m_colour(std::move(colour)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode, QIcon::State) override {
        const double size = std::min(rect.width(), rect.height());
        const double line = size / 16;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(m_colour, line));
        painter->setBrush(Qt::NoBrush);
        const double inset = size / 8;
        painter->drawEllipse(QRectF(rect).adjusted(inset, inset, -inset, -inset));
        auto font = uiFont(int(size * 0.46));
        font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->drawText(rect, Qt::AlignCenter, m_letter);
    }

    QIconEngine* clone() const override { return new SignEngine(*this); }

private:
    QString m_letter;
    QColor m_colour;
};

QIcon sign(const char* letter, const QColor& colour) {
    return QIcon(new SignEngine(QLatin1String(letter), colour));
}

} // namespace

StudioStyle::StudioStyle()
    : QProxyStyle(QStringLiteral("Fusion")) {}

int StudioStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* returned) const {
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons) return 0;
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

void StudioStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                                QPainter* painter, const QWidget* widget) const {
    if (element != PE_FrameTabBarBase) QProxyStyle::drawPrimitive(element, option, painter, widget);
}

QIcon StudioStyle::standardIcon(StandardPixmap which, const QStyleOption* option,
                                const QWidget* widget) const {
    const auto& t = theme();
    switch (which) {
    case SP_MessageBoxQuestion:
        return sign("?", t.accent);
    case SP_MessageBoxInformation:
        return sign("i", t.accent);
    case SP_MessageBoxWarning:
        return sign("!", t.warn);
    case SP_MessageBoxCritical:
        return sign("!", t.error);
    default:
        return QProxyStyle::standardIcon(which, option, widget);
    }
}

} // namespace contrafact::ui
