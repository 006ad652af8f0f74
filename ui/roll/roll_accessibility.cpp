// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_accessibility.h"

#include "ui/document/document.h"
#include "ui/roll/note_words.h"
#include "ui/roll/roll_state.h"
#include "ui/roll/roll_view.h"
#include "ui/services/player.h"

#include <QAccessibleWidget>

#include <algorithm>
#include <map>

namespace contrafact::ui {
namespace {

/// Interfaces of notes that were asked for and are no more are thrown away beyond so many.
constexpr std::size_t kMostKept = 2048;

const score::Track* currentTrack(const Document& document) {
    const int track = document.currentTrack();
    return track >= 0 && track < document.score().trackCount() ? &document.score().track(track)
                                                               : nullptr;
}

class NoteAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    NoteAccessible(RollView& view, score::NoteRef ref)
        : m_view(view)
        , m_ref(ref) {}

    bool isValid() const override { return note() != nullptr; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_view.window()->windowHandle(); }
    QAccessibleInterface* parent() const override {
        return QAccessible::queryAccessibleInterface(&m_view);
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QString text(QAccessible::Text what) const override {
        const auto* found = note();
        return found && what == QAccessible::Name ? noteWords(document().score(), *found)
                                                  : QString();
    }
    void setText(QAccessible::Text, const QString&) override {}

    QRect rect() const override {
        const auto* found = note();
        if (!found) return {};
        const auto rect = m_view.context().state.geometry().rectOf(*found).toAlignedRect();
        return {m_view.viewport()->mapToGlobal(rect.topLeft()), rect.size()};
    }

    QAccessible::State state() const override {
        QAccessible::State state;
        state.invalid = !isValid();
        state.selectable = state.focusable = true;
        state.multiSelectable = true;
        const auto& selection = document().selection();
        state.selected = std::binary_search(selection.begin(), selection.end(), m_ref);
        state.focused = state.selected && selection.size() == 1 && m_view.hasFocus();
        state.offscreen = !m_view.viewport()->rect().intersects(
            QRect(m_view.viewport()->mapFromGlobal(rect().topLeft()), rect().size()));
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& action) override {
        const auto* found = note();
        if (!found || action != pressAction()) return;
        document().select({m_ref});
        if (auto* player = m_view.context().player)
            player->audition(m_ref.track, found->pitch, found->velocity);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    Document& document() const { return m_view.context().document; }
    const score::Note* note() const {
        const auto& score = document().score();
        return m_ref.track < score.trackCount() ? score.track(m_ref.track).find(m_ref.id) : nullptr;
    }

    RollView& m_view;
    score::NoteRef m_ref;
};

class RollAccessible : public QAccessibleWidget {
public:
    explicit RollAccessible(RollView* view)
        : QAccessibleWidget(view, QAccessible::List) {
        m_announcing = QObject::connect(&document(), &Document::selectionChanged, view,
                                        [this] { announce(); });
    }
    ~RollAccessible() override {
        QObject::disconnect(m_announcing);
        for (const auto& [ref, id] : m_notes) QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override {
        const auto* track = currentTrack(document());
        return track ? static_cast<int>(track->notes().size()) : 0;
    }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= childCount()) return nullptr;
        const auto& note = currentTrack(document())->notes()[static_cast<std::size_t>(index)];
        return of({document().currentTrack(), note.id});
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        for (const auto& [ref, id] : m_notes)
            if (QAccessible::accessibleInterface(id) == child) return indexOf(ref);
        return -1;
    }
    QAccessibleInterface* focusChild() const override {
        const auto& selection = document().selection();
        return selection.size() == 1 ? of(selection.front()) : nullptr;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (const auto& [ref, id] : m_notes)
            if (auto* note = QAccessible::accessibleInterface(id);
                note->isValid() && note->rect().contains(x, y))
                return note;
        return nullptr;
    }

private:
    RollView& view() const { return *static_cast<RollView*>(widget()); }
    Document& document() const { return view().context().document; }

    int indexOf(const score::NoteRef& ref) const {
        const auto* track = currentTrack(document());
        if (!track || ref.track != document().currentTrack()) return -1;
        const auto notes = track->notes();
        const auto it = std::find_if(notes.begin(), notes.end(),
                                     [&](const score::Note& note) { return note.id == ref.id; });
        return it == notes.end() ? -1 : static_cast<int>(it - notes.begin());
    }

    QAccessibleInterface* of(const score::NoteRef& ref) const {
        if (const auto it = m_notes.find(ref); it != m_notes.end())
            return QAccessible::accessibleInterface(it->second);
        if (m_notes.size() > kMostKept) forgetDead();
        auto* note = new NoteAccessible(view(), ref);
        m_notes[ref] = QAccessible::registerAccessibleInterface(note);
        return note;
    }

    void forgetDead() const {
        std::erase_if(m_notes, [](const auto& entry) {
            if (QAccessible::accessibleInterface(entry.second)->isValid()) return false;
            QAccessible::deleteAccessibleInterface(entry.second);
            return true;
        });
    }

    void announce() const {
        const auto& selection = document().selection();
        if (selection.size() != 1 || !view().hasFocus() || !QAccessible::isActive()) return;
        const int index = indexOf(selection.front());
        if (index < 0) return;
        QAccessibleEvent event(widget(), QAccessible::Focus);
        event.setChild(index);
        QAccessible::updateAccessibility(&event);
    }

    mutable std::map<score::NoteRef, QAccessible::Id> m_notes; ///< those that were asked for
    QMetaObject::Connection m_announcing;
};

QAccessibleInterface* makeAccessible(const QString&, QObject* object) {
    auto* view = qobject_cast<RollView*>(object);
    return view ? new RollAccessible(view) : nullptr;
}

} // namespace

void installRollAccessibility() {
    QAccessible::installFactory(makeAccessible);
}

} // namespace contrafact::ui
