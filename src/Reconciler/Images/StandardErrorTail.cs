using System.Text;

namespace OciReconciler.Images;

/// <summary>Reads a program's standard error to its end and keeps the last of it.</summary>
internal sealed class StandardErrorTail
{
    private const int KeptCharacters = 2000;
    private const int KeptLines = 5;

    private readonly StringBuilder _kept = new();
    private readonly Task _reading;

    /// <summary>Starts to read; the caller closes <paramref name="errors"/> after <see cref="EndAsync"/>.</summary>
    public StandardErrorTail(Stream errors) => _reading = ReadAsync(errors);

    /// <summary>Waits until all who could write have closed it. Returns its last lines, on one line, or "".</summary>
    public async Task<string> EndAsync()
    {
        await _reading;
        var lines = _kept.ToString()
            .Split(['\n', '\r'])
            .Select(line => line.Trim())
            .Where(line => line.Length > 0)
            .TakeLast(KeptLines);
        return string.Join(" | ", lines);
    }

    private async Task ReadAsync(Stream errors)
    {
        using var reader = new StreamReader(errors, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer) is > 0 and var length)
        {
            _kept.Append(buffer, 0, length);
            if (_kept.Length > KeptCharacters)
                _kept.Remove(0, _kept.Length - KeptCharacters);
        }
    }
}
