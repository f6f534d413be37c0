namespace OciReconciler.UnitTests.DBus;

public sealed class TransientFileTextTests
{
    [Theory]
    [InlineData("""ExecStart=@/bin/e "e" "\$\$HOME" "a\;b" "\;" """, """ExecStart=@/bin/e "e" "$$HOME" "a;b" ";" """)]
    [InlineData("""ExecStopPost=-@/bin/e "e" "\$\${X}" """, """ExecStopPost=-@/bin/e "e" "$${X}" """)]
    [InlineData("""ExecStart=@/bin/e "e" "\\\$" """, """ExecStart=@/bin/e "e" "\\$" """)]
    public void Corrected_EscapesThatSystemdDoesNotRead_AreTakenOut(string written, string wanted) =>
        Assert.Equal($"[Service]\n{wanted}\nType=exec\n", TransientFileText.Corrected($"[Service]\n{written}\nType=exec\n"));

    [Theory]
    [InlineData("""ExecStart=@/bin/e "e" "\\$" "\\;" "\"q\"" "it\'s" "\n\t\\" """)]
    [InlineData("""ExecStartEx=no-env-expand "$HOME;" """)]
    [InlineData("""Description=costs \$5\; or so""")]
    [InlineData("ExecStart=/bin/e \\")]
    public void Corrected_AllElse_StaysAsItIs(string line) => Assert.Equal(line, TransientFileText.Corrected(line));
}
