using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OciReconciler.Cli;

/// <summary>Finds settings that are not known, with what was probably meant. Pure.</summary>
internal static class UnknownSettings
{
    private const string Sources = "$.sources";

    private static readonly JsonReaderOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary><c>LINE: PATH: MESSAGE</c> of the first one, without a full stop; null: there is none, or it is no JSON.</summary>
    public static string? First(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Reading);
        var open = new Stack<Place>();
        var next = new Place("$", "$", IsList: false);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        next = open.Peek().Member(reader.GetString()!);
                        if (Problem(open.Peek(), reader.GetString()!) is { } problem)
                            return $"{1 + utf8[..(int)reader.TokenStartIndex].Count((byte)'\n')}: {next.Path}: {problem}";
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        var place = open.TryPeek(out var list) && list.IsList ? list.Item() : next;
                        open.Push(place with { IsList = reader.TokenType == JsonTokenType.StartArray });
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        break;
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // It is no JSON, or a name in it is no text.
        }

        return null;
    }

    private static string? Problem(Place place, string name)
    {
        if (TypeAt(place.Kind) is not { } type || Names(type).Contains(name, StringComparer.Ordinal))
            return null;
        var unknown = $"unknown setting {Quoted(name)}";
        if (place.Kind == Sources && Names(OptionsJsonContext.Default.GitSourceOptions).Contains(name, StringComparer.Ordinal))
            return $"{unknown}: it belongs in \"git\": write {{\"git\": {{\"{name}\": ...}}}}";
        return Suggestions.Nearest(name, Names(type)) is { } nearest
            ? $"{unknown}: did you mean {Quoted(nearest)}?"
            : $"{unknown}: known here are {string.Join(", ", Names(type).Order(StringComparer.Ordinal))}";
    }

    private static JsonTypeInfo? TypeAt(string kind) => kind switch
    {
        "$" => OptionsJsonContext.Default.ReconcilerOptions,
        "$.node" => OptionsJsonContext.Default.NodeOptions,
        "$.secrets" => OptionsJsonContext.Default.SecretsOptions,
        Sources => OptionsJsonContext.Default.SourceOptions,
        $"{Sources}.git" => OptionsJsonContext.Default.GitSourceOptions,
        $"{Sources}.git.credentials" => OptionsJsonContext.Default.GitCredentialOptions,
        $"{Sources}.git.verify" => OptionsJsonContext.Default.GitVerifyOptions,
        $"{Sources}.git.rollout" => OptionsJsonContext.Default.RevisionRolloutOptions,
        $"{Sources}.git.applyWindows" => OptionsJsonContext.Default.ApplyWindowOptions,
        $"{Sources}.git.onSync" => OptionsJsonContext.Default.SyncHookOptions,
        _ => null,
    };

    private static IEnumerable<string> Names(JsonTypeInfo type) =>
        type.Properties.Where(property => property.Set is not null).Select(property => property.Name);

    private static string Quoted(string name) => $"\"{name}\"";

    /// <summary>An object or list of the file.</summary>
    /// <param name="Path">For messages.</param>
    /// <param name="Kind">The path without the numbers of items, which all have one type.</param>
    private sealed record Place(string Path, string Kind, bool IsList)
    {
        private int _items;

        public Place Member(string name) => new($"{Path}.{name}", $"{Kind}.{name}", IsList: false);

        public Place Item() => new($"{Path}[{_items++}]", Kind, IsList: false);
    }
}
