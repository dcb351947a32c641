// SPDX-License-Identifier: Apache-2.0
#include "planfile/changes.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

using Fields = std::vector<std::string>;

const Fields k_shapes{"for", "windows", "n_of_m", "burn_rate", "trend"};
const Fields k_threshold_fields{"breach",    "target", "for",  "windows", "n_of_m",
                                "burn_rate", "trend",  "then", "scope",   "unknown"};
const Fields k_phase_fields{"observe", "approve", "enough"};
const Fields k_bake_fields{"observe", "approve"};
// Readings on record were taken with the others.
const Fields k_metric_fields{"volume.at_least", "coverage", "max_gap"};

/// A part of the plan that fields can be changed of.
struct ChangeablePart {
  std::string kind;
  std::string name;
  Node* node;
  const Fields* fields;
};

Node* value_of(Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == mapping.entries.end() ? nullptr : &found->value;
}

void add_named(Node& root, const char* section, const char* kind, const Fields& fields,
               std::vector<ChangeablePart>& parts) {
  if (Node* named = value_of(root, section))
    for (Entry& entry : named->entries)
      parts.push_back({kind, entry.key, &entry.value, &fields});
}

void add_phases(Node& course, const std::string& track, std::vector<ChangeablePart>& parts) {
  const auto add = [&](const std::string& id, Node& node, const Fields& fields) {
    parts.push_back({"phase", track.empty() ? id : track + "/" + id, &node, &fields});
  };
  if (Node* phases = value_of(course, "phases"))
    for (Node& phase : phases->items)
      if (const Node* id = value_of(phase, "id"))
        add(id->text, phase, k_phase_fields);
  if (Node* bake = value_of(course, "bake"))
    add("bake", *bake, k_bake_fields);
}

std::vector<ChangeablePart> parts_of(Node& root) {
  std::vector<ChangeablePart> parts;
  add_named(root, "thresholds", "threshold", k_threshold_fields, parts);
  add_phases(root, "", parts);
  if (Node* tracks = value_of(root, "tracks"))
    for (Entry& track : tracks->entries)
      add_phases(track.value, track.key, parts);
  add_named(root, "metrics", "metric", k_metric_fields, parts);
  return parts;
}

/// The field that `target` names of the part; none where it names another part.
std::optional<std::string> field_of(const ChangeablePart& part, const std::string& target) {
  for (const std::string& name : {part.name, part.name.substr(part.name.find('/') + 1)})
    if (target.starts_with(name + "."))
      return target.substr(name.size() + 1);
  return std::nullopt;
}

bool can_change(const ChangeablePart& part, const std::string& field) {
  return std::any_of(part.fields->begin(), part.fields->end(), [&](const std::string& known) {
    return field == known || field.starts_with(known + ".");
  });
}

struct Place {
  ChangeablePart part;
  std::string field;

  [[nodiscard]] std::string head() const { return field.substr(0, field.find('.')); }
};

bool is_shape(const std::string& field) {
  return std::find(k_shapes.begin(), k_shapes.end(), field) != k_shapes.end();
}

/// Whether the later of two changes takes back the earlier, or a part of it.
bool collide(const Place& one, const Place& other) {
  if (one.part.kind != other.part.kind || one.part.name != other.part.name)
    return false;
  if (one.head() != other.head())
    return is_shape(one.head()) && is_shape(other.head());
  const std::string a = one.field + ".";
  const std::string b = other.field + ".";
  return a.starts_with(b) || b.starts_with(a);
}

/// A change that was made, in its own words.
struct Made {
  std::string text;
  Place place;
};

class Change {
public:
  Change(const std::string& text, Findings& findings) : m_text(text), m_findings(findings) {}

  void apply(Node& root, std::vector<Made>& made) {
    const std::size_t equals = m_text.find('=');
    const std::string target(trim(m_text.substr(0, equals)));
    if (equals == std::string::npos || target.find('.') == std::string::npos) {
      refuse("it does not say what to change to what",
             "write it as 'error-rate.breach = \"> 2%\"'");
      return;
    }
    auto value = read_value(std::string(trim(m_text.substr(equals + 1))));
    auto place = value ? find(root, target) : std::nullopt;
    if (!place)
      return;
    const auto earlier = std::find_if(
        made.begin(), made.end(), [&](const Made& other) { return collide(other.place, *place); });
    if (earlier != made.end()) {
      refuse(fmt::format("'{}' changes the same", one_line(earlier->text, 100)),
             "give one of them");
      return;
    }
    put(*place, *std::move(value));
    made.push_back({m_text, *std::move(place)});
  }

private:
  void refuse(const std::string& why, const std::string& remedy) {
    m_findings.error({0, 0}, "bad-change", fmt::format("'{}': {}", one_line(m_text, 100), why),
                     remedy);
  }

  std::optional<Node> read_value(const std::string& text) {
    Node scalar;
    scalar.text = text;
    if (text.empty()) {
      refuse("it gives no value", "write one behind the '='");
      return std::nullopt;
    }
    // Without quotes a limit would be a block of YAML.
    if (std::string_view("\"'[{").find(text.front()) == std::string_view::npos)
      return scalar;
    Findings wrong;
    auto tree = parse_yaml_tree("value: " + text, wrong);
    if (tree && wrong.empty() && tree->entries.size() == 1)
      return std::move(tree->entries.front().value);
    refuse(fmt::format("its value {} cannot be read", one_line(text, 60)),
           "close quotes, brackets and braces");
    return std::nullopt;
  }

  std::optional<Place> find(Node& root, const std::string& target) {
    const auto parts = parts_of(root);
    std::vector<Place> named;
    for (const ChangeablePart& part : parts)
      if (const auto field = field_of(part, target))
        named.push_back({part, *field});
    std::vector<Place> fitting;
    std::copy_if(named.begin(), named.end(), std::back_inserter(fitting),
                 [](const Place& place) { return can_change(place.part, place.field); });
    if (fitting.size() == 1)
      return fitting.front();
    if (fitting.size() > 1)
      refuse_several(fitting);
    else if (named.empty())
      refuse_name(parts);
    else
      refuse_field(named);
    return std::nullopt;
  }

  void refuse_several(const std::vector<Place>& fitting) {
    std::vector<std::string> names;
    for (const Place& place : fitting)
      names.push_back(place.part.name);
    refuse("the plan has several of that name", "write one of: " + join(names, ", "));
  }

  void refuse_name(const std::vector<ChangeablePart>& parts) {
    std::vector<std::string> names;
    for (const ChangeablePart& part : parts)
      names.push_back(part.kind + " " + part.name);
    refuse("the plan has no threshold, phase or metric of that name",
           names.empty() ? "declare one in the plan" : "there are: " + one_line(join(names, ", ")));
  }

  void refuse_field(const std::vector<Place>& named) {
    std::vector<std::string> fields;
    for (const Place& place : named)
      for (const std::string& field : *place.part.fields)
        fields.push_back(place.part.name + "." + field);
    refuse(fmt::format("{} {} has no '{}' that readings on record can be judged by anew",
                       named.front().part.kind, named.front().part.name,
                       one_line(named.front().field, 60)),
           "there are: " + join(fields, ", "));
  }

  /// Mistakes about the value are told with the place of the part that it belongs to.
  static void put(const Place& place, Node value) {
    Node* node = place.part.node;
    const plan::Mark mark = node->mark;
    std::string rest = place.field;
    if (is_shape(place.head()))
      std::erase_if(node->entries, [&](const Entry& entry) {
        return entry.key != place.head() && is_shape(entry.key);
      });
    for (std::size_t dot = rest.find('.');; dot = rest.find('.')) {
      const std::string key = rest.substr(0, dot);
      Node* next = value_of(*node, key);
      if (next == nullptr) {
        node->entries.push_back({key, mark, {}});
        next = &node->entries.back().value;
        next->mark = mark;
      }
      node = next;
      if (dot == std::string::npos)
        break;
      if (node->kind == Node::Kind::scalar) {
        *node = {};
        node->kind = Node::Kind::mapping;
        node->mark = mark;
      }
      rest = rest.substr(dot + 1);
    }
    *node = std::move(value);
    node->mark = mark;
    node->text_mark = mark;
    node->verbatim = false;
  }

  const std::string& m_text;
  Findings& m_findings;
};

} // namespace

void apply_changes(Node& root, const std::vector<std::string>& changes, Findings& findings) {
  std::vector<Made> made;
  for (const std::string& change : changes)
    Change(change, findings).apply(root, made);
}

} // namespace relctl::planfile
