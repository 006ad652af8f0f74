// SPDX-License-Identifier: GPL-3.0-or-later
// What the panels work on. The window owns these objects and hands each panel this struct of
// references.
#pragma once

namespace contrafact::ui {

class Document;
class Player;
class Library;
class ComposeService;
class TrainingController;

struct Studio {
    Document& document;
    Player& player;
    Library& library;
    ComposeService& compose;
    TrainingController& training;
};

} // namespace contrafact::ui
