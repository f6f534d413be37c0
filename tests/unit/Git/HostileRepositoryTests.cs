using OciReconciler.Configuration;
using OciReconciler.Git;

namespace OciReconciler.UnitTests.Git;

/// <summary>Repositories that somebody made by hand to do harm.</summary>
public sealed class HostileRepositoryTests : IDisposable
{
    private readonly TestRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Tree_LinksModulesAndOddNames_AreIgnoredAndTold()
    {
        var file = _repository.Blob("{}"u8.ToArray());
        var link = _repository.Blob("/etc/passwd"u8.ToArray());
        _repository.CommitTree(
            ($"120000 blob {link}", "a-link.json"u8.ToArray()),
            ("160000 commit 0123456789012345678901234567890123456789", "b-module"u8.ToArray()),
            ($"100644 blob {file}", "c-line\nbreak.json"u8.ToArray()),
            ($"100644 blob {file}", "d-\u001b[31mred.json"u8.ToArray()),
            ($"100644 blob {file}", [(byte)'e', 0xff, .. ".json"u8]),
            ($"100644 blob {file}", "f-\u202eright.json"u8.ToArray()),
            ($"100755 blob {file}", "good.json"u8.ToArray()));
        await using var harness = Harness();
        var revision = await harness.FetchAsync();
        Assert.Equal(["good.json"], revision.Files.Select(entry => entry.Path));
        Assert.Equal(
            ["a-link.json", "c-line\\u000abreak.json", "d-\\u001b[31mred.json", "e\ufffd.json", "f-\\u202eright.json", "b-module"],
            revision.Ignored.Select(entry => entry.Path));
        Assert.Equal([true, true, true, true, true, false], revision.Ignored.Select(entry => entry.IsNeeded));
        Assert.Contains("symbolic link", revision.Ignored[0].Reason, StringComparison.Ordinal);
        Assert.Contains("submodule", revision.Ignored[5].Reason, StringComparison.Ordinal);
        Assert.Contains("UTF-8", revision.Ignored[3].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_ManyLongNames_AreCountedWithTheirFiles()
    {
        var file = _repository.Blob("{}"u8.ToArray());
        _repository.CommitTree([.. Enumerable.Range(10_000, 3000).Select(
            number => ($"100644 blob {file}", Encoding.UTF8.GetBytes($"{number}{new string('x', 240)}.json")))]);
        await using var harness = new WorkerHarness(new GitSourceOptions { Url = _repository.Url, Ref = "main", MaxBytes = 1 << 20 });
        var failure = await harness.RefusedAsync(Reasons.GitTooLarge);
        Assert.Contains("1056000 bytes together with their names", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_NamesThatDifferInCaseOrFormAlone_AreAllTaken()
    {
        var file = _repository.Blob("{}"u8.ToArray());
        string[] names = ["WEB.json", "e\u0301.json", "web.json", "\u00e9.json"];
        _repository.CommitTree([.. names.Select(name => ($"100644 blob {file}", Encoding.UTF8.GetBytes(name)))]);
        await using var harness = Harness();
        Assert.Equal(names, (await harness.FetchAsync()).Files.Select(entry => entry.Path));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData(".gIt\u200c")]
    [InlineData("git~1")]
    [InlineData("a/b.json")]
    [InlineData("/etc")]
    public async Task Tree_NameThatWouldBeAnotherPath_IsRefusedByGitOrByUs(string name)
    {
        var below = _repository.RawTree(("100644", "x.json", _repository.Blob("{}"u8.ToArray())));
        _repository.CommitOf(_repository.RawTree(("40000", name, below)));
        await using var harness = Harness();
        try
        {
            Assert.Empty((await harness.FetchAsync()).Files);
        }
        catch (GitException refused)
        {
            Assert.Equal(Reasons.GitFailed, refused.Reason);
        }
    }

    [Fact]
    public async Task Tree_EntryTwice_IsRefused()
    {
        var (one, two) = (_repository.Blob("1"u8.ToArray()), _repository.Blob("2"u8.ToArray()));
        _repository.CommitOf(_repository.RawTree(("100644", "x.json", one), ("100644", "x.json", two)));
        await using var harness = Harness();
        await harness.RefusedAsync(Reasons.GitFailed);
    }

    [Fact]
    public async Task Repository_FiltersHooksAndSettings_RunNothing()
    {
        var trace = _repository["trace"];
        _repository.Commit(".gitattributes", "*.json filter=evil ident diff=evil merge=evil\n");
        _repository.Commit(".gitmodules", "[submodule \"a\"]\n\tpath = a\n\turl = ext::touch " + trace + "\n\tupdate = !touch " + trace);
        _repository.Commit("web.json", "$Id$");
        foreach (var key in new[]
            { "filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "uploadpack.packObjectsHook", "core.fsmonitor",
                "core.sshCommand", "core.pager", "core.askPass", "credential.helper", "gpg.program", "diff.evil.command" })
            _repository.Git("config", key, $"touch {trace};");
        foreach (var hook in new[] { "reference-transaction", "post-checkout", "post-update", "pre-receive", "post-index-change" })
        {
            var path = _repository[$".git/hooks/{hook}"];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\ntouch {trace}\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var harness = Harness();
        var revision = await harness.FetchAsync();
        Assert.Equal("$Id$", Encoding.UTF8.GetString(Assert.Single(revision.Files).Content.Span));
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task Tree_AHundredThousandFiles_AreCountedAndRefused()
    {
        var blob = _repository.Blob("{}"u8.ToArray());
        var commands = new StringBuilder("commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n");
        for (var index = 0; index < 100_000; index++)
            commands.Append($"M 100644 {blob} d{index % 100}/f{index}.json\n");
        _repository.Git(["fast-import", "--quiet"], Encoding.UTF8.GetBytes(commands.ToString()));
        await using var harness = Harness();
        Assert.Contains(
            "more than 10000 files", (await harness.RefusedAsync(Reasons.GitTooLarge)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_DeepPath_IsIgnored()
    {
        var blob = _repository.Blob("{}"u8.ToArray());
        var deep = string.Concat(Enumerable.Repeat("d/", 500));
        _repository.Git(
            ["fast-import", "--quiet"],
            Encoding.UTF8.GetBytes(
                "commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n"
                + $"M 100644 {blob} web.json\nM 100644 {blob} {deep}x.json\n"));
        await using var harness = Harness();
        var revision = await harness.FetchAsync();
        Assert.Equal("web.json", Assert.Single(revision.Files).Path);
        Assert.Contains("deep", Assert.Single(revision.Ignored).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blob_ALittleTooLargeForAManifest_IsGivenToTheParser()
    {
        _repository.Commit("web.json", new string('x', ManifestParser.MaxFileBytes + 1));
        await using var harness = Harness();
        Assert.Equal(ManifestParser.MaxFileBytes + 1, Assert.Single((await harness.FetchAsync()).Files).Content.Length);
    }

    [Fact]
    public async Task Fetch_MoreBytesThanAllowed_IsRefused()
    {
        var noise = new byte[3 << 20];
        new Noise(1).Fill(noise);
        await File.WriteAllBytesAsync(_repository["noise.json"], noise, TestContext.Current.CancellationToken);
        _repository.CommitAll();
        await using var harness = new WorkerHarness(new GitSourceOptions { Url = _repository.Url, Ref = "main", MaxBytes = 1 << 20 });
        await harness.RefusedAsync(Reasons.GitTooLarge);
    }

    [Fact]
    public async Task Files_MoreBytesTogetherThanAllowed_AreRefused()
    {
        // Compressed they are small.
        for (var index = 0; index < 3; index++)
            _repository.Commit($"{index}.json", new string((char)('a' + index), 500_000));
        await using var harness = new WorkerHarness(new GitSourceOptions { Url = _repository.Url, Ref = "main", MaxBytes = 1 << 20 });
        Assert.Contains("together", (await harness.RefusedAsync(Reasons.GitTooLarge)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_ControlCharacters_AreShownAsText()
    {
        _repository.Commit("web.json", "{}", "--message=red \u001b[31m and \u202e", "--author=A\u001b[2J <a@b>");
        await using var harness = Harness();
        var commit = (await harness.FetchAsync()).Commit;
        Assert.Equal(("A\\u001b[2J", "red \\u001b[31m and \\u202e"), (commit.Author, commit.Subject));
    }

    private WorkerHarness Harness(string path = "") =>
        new(new GitSourceOptions { Url = _repository.Url, Ref = "main", Path = path });

    // Bytes that do not compress, the same each time.
    private sealed class Noise(uint seed)
    {
        private uint _state = seed;

        public void Fill(byte[] bytes)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                _state ^= _state << 13;
                _state ^= _state >> 17;
                _state ^= _state << 5;
                bytes[at] = (byte)_state;
            }
        }
    }
}
