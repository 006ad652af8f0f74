// SPDX-License-Identifier: GPL-3.0-or-later
// Archives made by hand: ZIP without compression, NumPy arrays, and songs of the Lakh Pianoroll
// Dataset in them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace contrafact::test {

inline std::string little(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i, value >>= 8) out += static_cast<char>(value & 0xFF);
    return out;
}

inline std::uint32_t crc32(const std::string& bytes) {
    std::uint32_t sum = 0xFFFFFFFF;
    for (const char c : bytes) {
        sum ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320 : 0);
    }
    return ~sum;
}

/// A ZIP archive of these files, stored as they are.
inline std::string zip(const std::map<std::string, std::string>& files) {
    std::string body, directory;
    for (const auto& [name, content] : files) {
        const auto common = little(20, 2) + little(0, 4) + little(0, 4) +
                            little(crc32(content), 4) + little(content.size(), 4) +
                            little(content.size(), 4) + little(name.size(), 2);
        directory +=
            "PK\x01\x02" + little(20, 2) + common + little(0, 12) + little(body.size(), 4) + name;
        body += "PK\x03\x04" + common + little(0, 2) + name + content;
    }
    return body + directory + "PK\x05\x06" + little(0, 4) + little(files.size(), 2) +
           little(files.size(), 2) + little(directory.size(), 4) + little(body.size(), 4) +
           little(0, 2);
}

/// A NumPy file of bytes: `type` is "|u1" or "|b1", `shape` "(96, 128)".
inline std::string npy(const std::string& type, const std::string& shape, const std::string& data) {
    std::string header =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    header.resize(118, ' ');
    return std::string("\x93NUMPY\x01\x00", 8) + little(header.size(), 2) + header + data;
}

/// A roll of `steps` by 128 cells with these cells on, as {step, pitch}.
inline std::string roll(int steps, const std::vector<std::pair<int, int>>& cells, char value = 90) {
    std::string data(static_cast<std::size_t>(steps) * 128, '\0');
    for (const auto& [step, pitch] : cells)
        data[static_cast<std::size_t>(step * 128 + pitch)] = value;
    return npy(value == 1 ? "|b1" : "|u1", "(" + std::to_string(steps) + ", 128)", data);
}

/// An LPD archive of five tracks at 4 steps a quarter; in each a note of one step on every beat.
/// `meter` quarters a bar.
inline std::map<std::string, std::string> lpdFiles(int bars, int meter, int lowest = 60) {
    const int steps = bars * meter * 4;
    std::map<std::string, std::string> files;
    const char* const names[] = {"Drums", "Piano", "Guitar", "Bass", "Strings"};
    const int programs[] = {0, 0, 24, 32, 48};
    std::string info = "{\"resolution\": 4, \"name\": \"lpd\"";
    for (int track = 0; track < 5; ++track) {
        std::vector<std::pair<int, int>> cells;
        for (int beat = 0; beat < bars * meter; ++beat)
            cells.emplace_back(beat * 4, lowest + track + beat * beat % 11);
        files["pianoroll_" + std::to_string(track) + ".npy"] = roll(steps, cells);
        info += ", \"" + std::to_string(track) + "\": {\"name\": \"" + names[track] +
                "\", \"program\": " + std::to_string(programs[track]) +
                ", \"is_drum\": " + (track == 0 ? "true" : "false") + "}";
    }
    files["info.json"] = info + "}";
    std::string downbeats(static_cast<std::size_t>(steps), '\0');
    for (int bar = 0; bar < bars; ++bar) downbeats[static_cast<std::size_t>(bar * meter * 4)] = 1;
    files["downbeat.npy"] = npy("|b1", "(" + std::to_string(steps) + ",)", downbeats);
    return files;
}

} // namespace contrafact::test
