package dev.waybill.runtime.validation;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.SchemaFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schema turned into as few steps as it takes to say that a value is valid, which most are. What
 * it does not know for certain, a keyword or a kind of value, it leaves to the validator; it never
 * calls valid what the validator refuses (a test compares the two). Thread-safe.
 */
final class CompiledSchema {
  private static final int MAX_DEPTH = 32;

  static final Rule UNSURE = value -> Verdict.UNSURE;

  private final JsonNode root;

  private CompiledSchema(JsonNode root) {
    this.root = root;
  }

  /** What is known of a value. */
  enum Verdict {
    VALID,
    INVALID,
    UNSURE;

    Verdict and(Verdict other) {
      if (this == INVALID || other == INVALID) {
        return INVALID;
      }
      return this == UNSURE ? UNSURE : other;
    }

    static Verdict of(boolean valid) {
      return valid ? VALID : INVALID;
    }
  }

  /** One demand, or many. */
  @FunctionalInterface
  interface Rule {
    Verdict of(JsonNode value);
  }

  /**
   * Compiles a schema.
   *
   * @param schemaId its {@code $id}, with a fragment if only a part of it counts; a schema that is
   *     not ours is unsure of everything
   */
  static Rule of(String schemaId) {
    int fragment = schemaId.indexOf('#');
    String text = SchemaFiles.textOf(fragment < 0 ? schemaId : schemaId.substring(0, fragment));
    if (text == null) {
      return UNSURE;
    }
    JsonNode root = Json.mapper().readTree(text);
    String pointer = fragment < 0 ? "" : schemaId.substring(fragment + 1);
    return new CompiledSchema(root).compile(root.at(pointer), 0);
  }

  private Rule compile(JsonNode schema, int depth) {
    if (!schema.isObject() || depth > MAX_DEPTH) {
      return UNSURE;
    }
    List<Rule> rules = new ArrayList<>();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      Rule rule = rule(schema, keyword.getKey(), keyword.getValue(), depth + 1);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return all(rules);
  }

  private static Rule all(List<Rule> rules) {
    if (rules.size() == 1) {
      return rules.get(0);
    }
    Rule[] each = rules.toArray(Rule[]::new);
    return value -> {
      Verdict verdict = Verdict.VALID;
      for (Rule rule : each) {
        verdict = verdict.and(rule.of(value));
      }
      return verdict;
    };
  }

  /** Null for a keyword that demands nothing by itself. */
  private @Nullable Rule rule(JsonNode schema, String keyword, JsonNode given, int depth) {
    return switch (keyword) {
      case "$schema", "$comment", "$defs", "title", "description", "examples", "default" -> null;
      case "format" -> SchemaRules.format(given.asString());
      case "$id" -> depth == 1 ? null : UNSURE; // further down it would change what "#" means
      case "then", "else" -> null; // see "if"
      case "$ref" -> referred(given, depth);
      case "type" -> SchemaRules.type(texts(given));
      case "enum" -> SchemaRules.oneOf(given);
      case "const" -> given.isString() ? SchemaRules.oneOf(List.of(given)) : UNSURE;
      case "pattern" -> SchemaRules.pattern(given.asString());
      case "maxLength" -> SchemaRules.longest(given.asInt());
      case "minimum" -> SchemaRules.bound(given, true);
      case "maximum" -> SchemaRules.bound(given, false);
      case "required" -> SchemaRules.required(texts(given));
      case "properties" -> properties(schema, given, depth);
      case "additionalProperties" ->
          given.isBoolean() && (given.asBoolean() || schema.has("properties")) ? null : UNSURE;
      case "items" -> SchemaRules.items(compile(given, depth));
      case "minItems" -> value -> Verdict.of(!value.isArray() || value.size() >= given.asInt());
      case "maxItems" -> value -> Verdict.of(!value.isArray() || value.size() <= given.asInt());
      case "allOf" -> given.isArray() ? allOf(given, depth) : UNSURE;
      case "if" -> choice(schema, depth);
      default -> UNSURE;
    };
  }

  private Rule referred(JsonNode reference, int depth) {
    String target = reference.asString();
    return target.startsWith("#/") ? compile(root.at(target.substring(1)), depth) : UNSURE;
  }

  private Rule allOf(JsonNode schemas, int depth) {
    List<Rule> rules = new ArrayList<>();
    schemas.forEach(schema -> rules.add(compile(schema, depth)));
    return all(rules);
  }

  private Rule choice(JsonNode schema, int depth) {
    Rule test = compile(schema.get("if"), depth);
    Rule then = branch(schema.get("then"), depth);
    Rule otherwise = branch(schema.get("else"), depth);
    return value ->
        switch (test.of(value)) {
          case VALID -> then.of(value);
          case INVALID -> otherwise.of(value);
          case UNSURE -> Verdict.UNSURE;
        };
  }

  private Rule branch(@Nullable JsonNode schema, int depth) {
    return schema == null ? value -> Verdict.VALID : compile(schema, depth);
  }

  private Rule properties(JsonNode schema, JsonNode given, int depth) {
    Map<String, Rule> rules = new HashMap<>();
    given.properties().forEach(one -> rules.put(one.getKey(), compile(one.getValue(), depth)));
    JsonNode others = schema.get("additionalProperties");
    Verdict ofOthers = Verdict.of(others == null || !others.isBoolean() || others.asBoolean());
    return value -> {
      Verdict verdict = Verdict.VALID;
      if (value.isObject()) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
          Rule rule = rules.get(field.getKey());
          verdict = verdict.and(rule == null ? ofOthers : rule.of(field.getValue()));
        }
      }
      return verdict;
    };
  }

  private static Set<String> texts(JsonNode given) {
    Set<String> texts = new HashSet<>();
    if (given.isArray()) {
      given.forEach(one -> texts.add(one.asString()));
    } else {
      texts.add(given.asString());
    }
    return texts;
  }
}
