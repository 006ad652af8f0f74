// SPDX-License-Identifier: GPL-3.0-or-later
// Files in and out: what is no file is refused, and a link stays a link.
#include "core/base/file.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <sys/stat.h>

#include <fstream>
#include <thread>

using namespace contrafact::base;
namespace fs = std::filesystem;

class TestFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void devicesAreNotRead() {
        for (const char* device : {"/dev/zero", "/dev/null", "/dev/random"}) {
            const auto read = readFile(device);
            QVERIFY(!read);
            QVERIFY2(read.message().find("device") != std::string::npos, read.message().c_str());
        }
        QVERIFY(!readFile(folder()));
    }

    void devicesAreNotWritten() {
        QVERIFY(!writeFileAtomically("/dev/null", std::string_view("x")));
        fs::create_symlink("/dev/null", folder() / "link");
        QVERIFY(!writeFileAtomically(folder() / "link", std::string_view("x")));
        struct stat info {};
        QVERIFY(::stat("/dev/null", &info) == 0 && S_ISCHR(info.st_mode));
    }

    void aPipeIsRead() {
        const auto pipe = folder() / "pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        std::thread writer([&] { std::ofstream(pipe) << "music"; });
        const auto read = readText(pipe);
        writer.join();
        QVERIFY(read.ok());
        QCOMPARE(*read, std::string("music"));
    }

    void aLinkStaysALinkAndItsFileIsWritten() {
        fs::create_directory(folder() / "there");
        const auto target = folder() / "there" / "song";
        QVERIFY(writeFileAtomically(target, std::string_view("old")).ok());
        fs::create_symlink("there/song", folder() / "first");
        fs::create_symlink("first", folder() / "second");
        QVERIFY(writeFileAtomically(folder() / "second", std::string_view("new")).ok());
        QVERIFY(fs::is_symlink(folder() / "first") && fs::is_symlink(folder() / "second"));
        QVERIFY(!fs::is_symlink(target));
        QCOMPARE(*readText(target), std::string("new"));
    }

    void aLinkToNothingLeadsToANewFile() {
        fs::create_symlink("later", folder() / "link");
        QVERIFY(writeFileAtomically(folder() / "link", std::string_view("new")).ok());
        QVERIFY(fs::is_symlink(folder() / "link"));
        QCOMPARE(*readText(folder() / "later"), std::string("new"));
    }

    void aCircleOfLinksIsRefused() {
        fs::create_symlink("b", folder() / "a");
        fs::create_symlink("a", folder() / "b");
        QVERIFY(!writeFileAtomically(folder() / "a", std::string_view("x")));
        QVERIFY(fs::is_symlink(folder() / "a") && fs::is_symlink(folder() / "b"));
    }

private:
    fs::path folder() const { return m_dir->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

CONTRAFACT_TEST(TestFile)
#include "tst_file.moc"
