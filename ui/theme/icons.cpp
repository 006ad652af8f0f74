// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "ui/theme/painted_icon.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QSvgRenderer>

namespace contrafact::ui {
namespace {

QColor colourOf(IconTint tint) {
    const auto& t = theme();
    switch (tint) {
    case IconTint::Text:
        return t.text;
    case IconTint::Dim:
        return t.textDim;
    case IconTint::Accent:
        return t.accent;
    case IconTint::Ok:
        return t.ok;
    case IconTint::Error:
        return t.error;
    case IconTint::OnAccent:
        return t.onAccent;
    }
    return t.text;
}

QByteArray source(const QString& name) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) qFatal("missing icon %s", qPrintable(name));
    return file.readAll();
}

/// Paints the SVG anew for every size and scale, with the colour of the moment.
class TintedEngine : public PaintedIcon {
public:
    TintedEngine(QByteArray svg, IconTint tint)
        : m_svg(std::move(svg))
        , m_tint(tint) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const auto colour = mode == QIcon::Disabled ? theme().textFaint : colourOf(m_tint);
        auto svg = m_svg;
        QSvgRenderer(svg.replace("currentColor", colour.name().toLatin1())).render(painter, rect);
    }

    QIconEngine* clone() const override { return new TintedEngine(*this); }

private:
    QByteArray m_svg;
    IconTint m_tint;
};

} // namespace

QIcon icon(const QString& name, IconTint tint) {
    return QIcon(new TintedEngine(source(name), tint));
}

QIcon applicationIcon() {
    return QIcon(QStringLiteral(":/icons/contrafact.svg"));
}

} // namespace contrafact::ui
