using System.Collections.Frozen;

namespace OciReconciler.Model.Units.Options;

/// <summary>
/// Reads options as both engines' command lines do (the Go library pflag): <c>--name=value</c>, <c>--name value</c>, <c>-n value</c>,
/// <c>-nvalue</c>, <c>-n=value</c>, flags in one word (<c>-tl value</c>), until the first other argument or <c>--</c>. Long names are not
/// abbreviated: neither engine takes that. Pure.
/// </summary>
/// <param name="flags">Long names of options that take no value unless it stands after a '='; separated by blanks.</param>
/// <param name="valued">Long names of options that take one.</param>
/// <param name="letters">Short options, each as LETTER=LONGNAME.</param>
/// <param name="aliases">Other long names, each as ALIAS=LONGNAME.</param>
internal sealed class OptionGrammar(string flags, string valued, string letters, string aliases = "")
{
    private readonly FrozenSet<string> _flags = flags.Split(' ').ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _valued = valued.Split(' ').ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenDictionary<char, string> _letters = letters.Split(' ').ToFrozenDictionary(pair => pair[0], pair => pair[2..]);
    private readonly FrozenDictionary<string, string> _aliases = aliases.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>Reads <paramref name="arguments"/>.</summary>
    /// <param name="arguments">Options and what follows them.</param>
    /// <param name="own">
    /// How many of them are options by intent. A word after an option that is not known here, of a newer engine perhaps, counts as its
    /// value when it is one of these.
    /// </param>
    public ParsedOptions Parse(IReadOnlyList<string> arguments, int own)
    {
        var found = ImmutableArray.CreateBuilder<EngineOption>();
        var index = 0;
        while (index < arguments.Count)
        {
            var argument = arguments[index];
            if (argument.Length < 2 || argument[0] != '-')
                return new(found.ToImmutable(), index);
            index++;
            if (argument == "--")
                return new(found.ToImmutable(), index < arguments.Count ? index : null);
            var next = index < arguments.Count ? arguments[index] : null;
            var takesNext = argument[1] == '-' ? Long(argument, next, index < own, found) : Short(argument, next, index < own, found);
            if (takesNext && next is not null)
                index++;
        }

        return new(found.ToImmutable(), null);
    }

    private bool Long(string argument, string? next, bool nextMayBeValue, ImmutableArray<EngineOption>.Builder found)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var written = equals < 0 ? argument[2..] : argument[2..equals];
        var name = _aliases.GetValueOrDefault(written, written);
        if (equals >= 0)
            found.Add(new(name, argument[(equals + 1)..], argument));
        else if (_flags.Contains(name))
            found.Add(new(name, "true", argument));
        else if (_valued.Contains(name))
            return Take(name, next, argument, found);
        else
            return Unknown(name, next, nextMayBeValue, argument, found);
        return false;
    }

    private bool Short(string argument, string? next, bool nextMayBeValue, ImmutableArray<EngineOption>.Builder found)
    {
        for (var at = 1; at < argument.Length; at++)
        {
            var isKnown = _letters.TryGetValue(argument[at], out var name);
            var rest = argument[(at + 1)..];
            if (isKnown && rest.Length > 1 && rest[0] == '=')
                found.Add(new(name!, rest[1..], argument));
            else if (isKnown && !_flags.Contains(name!) && rest.Length > 0)
                found.Add(new(name!, rest, argument));
            else if (isKnown && !_flags.Contains(name!))
                return Take(name!, next, argument, found);
            else if (!isKnown && rest.Length == 0)
                return Unknown(argument[at].ToString(), next, nextMayBeValue, argument, found);
            else
            {
                found.Add(new(name ?? argument[at].ToString(), isKnown ? "true" : null, argument));
                continue;
            }

            return false;
        }

        return false;
    }

    private static bool Take(string name, string? next, string argument, ImmutableArray<EngineOption>.Builder found)
    {
        found.Add(new(name, next, argument));
        return true;
    }

    private static bool Unknown(string name, string? next, bool nextMayBeValue, string argument, ImmutableArray<EngineOption>.Builder found)
    {
        var isTaken = nextMayBeValue && next is not null && !next.StartsWith('-');
        found.Add(new(name, isTaken ? next : null, argument));
        return isTaken;
    }
}
