namespace OciReconciler.Model.Text;

/// <summary>Finds the name that was probably meant.</summary>
public static class Suggestions
{
    private const int MaxLength = 64;

    /// <summary>
    /// The nearest of the names by edit distance, case, dashes and underscores apart; null when none is near or the given one is longer
    /// than 64 characters.
    /// </summary>
    /// <param name="names">What could have been meant.</param>
    public static string? Nearest(string given, IEnumerable<string> names)
    {
        if (given.Length > MaxLength)
            return null;
        var plain = Plain(given);
        var limit = Math.Clamp(plain.Length / 3, 1, 3);
        return names
            .Select(name => (Name: name, Distance: Distance(plain, Plain(name))))
            .Where(pair => pair.Distance <= limit && pair.Distance < plain.Length)
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => pair.Name)
            .FirstOrDefault();
    }

    /// <summary>Case, dashes and underscores apart, names are the same.</summary>
    public static string Plain(string name) =>
        string.Concat(name.Where(character => character is not ('-' or '_'))).ToUpperInvariant();

    // Edit distance in which exchanging two neighbours counts once.
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
                table[row, column] = Cell(table, left, right, row, column);
        }

        return table[left.Length, right.Length];
    }

    private static int Cell(int[,] table, string left, string right, int row, int column)
    {
        if (row == 0 || column == 0)
            return row + column;
        var change = left[row - 1] == right[column - 1] ? 0 : 1;
        var best = Math.Min(Math.Min(table[row - 1, column], table[row, column - 1]) + 1, table[row - 1, column - 1] + change);
        var swapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
        return swapped ? Math.Min(best, table[row - 2, column - 2] + 1) : best;
    }
}
