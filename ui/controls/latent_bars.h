// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of a latent vector as bars around zero. Drag a bar to change it, double click puts it
// back, arrows choose and change, Delete puts the chosen one back.
#pragma once

#include <QWidget>

#include <vector>

namespace contrafact::ui {

class LatentBars : public QWidget {
    Q_OBJECT
public:
    static constexpr float kReach = 3.0f; ///< standard deviations at the top of a bar

    explicit LatentBars(QWidget* parent = nullptr);

    const std::vector<float>& values() const { return m_values; }
    /// What composing gave. The bar under the mouse keeps what the person set.
    void setValues(std::vector<float> values);
    /// What has been added by hand to each value; empty or as long as values().
    const std::vector<float>& offsets() const { return m_offsets; }
    void setOffsets(std::vector<float> offsets);

    QSize sizeHint() const override { return {272, 84}; }
    QSize minimumSizeHint() const override { return {100, 64}; }

Q_SIGNALS:
    void edited();
    void editingFinished();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int barAt(double x) const;
    QRectF barRect(int index) const;
    void change(int index, float value);
    void reset(int index);
    void describe();

    std::vector<float> m_values;
    std::vector<float> m_offsets;
    int m_current = 0;
    bool m_dragging = false;
};

} // namespace contrafact::ui
